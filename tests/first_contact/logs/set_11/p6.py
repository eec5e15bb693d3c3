"""SB3, TRL PPO, RLlib, spaCy, LightGBM CLI, CatBoost, PaddleOCR, MindFormers."""
import json
import math

from base import Case, Clock, cosine, curve, r

# 23 Stable-Baselines3 PPO with an EvalCallback
c = Case("sb3_ppo.txt", "Stable-Baselines3 PPO (stdout logger)", "console", True, "boxed tables; first one without train/ part; evaluations between")
g = r(123)
c.w("Using cuda device\nCreating environment from the given name 'HalfCheetah-v4'\nWrapping the env in a VecNormalize wrapper.\nLogging to ./tb/PPO_2")


def box(rows):
    k, v = max(len(a) for a, _ in rows), max(len(b) for _, b in rows)
    c.w("-" * (k + v + 7))
    for a, b in rows:
        c.w(f"| {a:<{k}} | {b:<{v}} |")
    c.w("-" * (k + v + 7))


for i in range(1, 61):
    rw = -280 + 2900 * (1 - math.exp(-i / 25)) + g.gauss(0, 35)
    t = i * 16384
    rows = [("rollout/", ""), ("   ep_len_mean", "1e+03"), ("   ep_rew_mean", c.rec("train/reward", i, f"{rw:.3g}")), ("time/", ""), ("   fps", str(g.randint(2100, 2200))), ("   iterations", str(i)), ("   time_elapsed", str(i * 7)), ("   total_timesteps", str(t))]
    if i > 1:
        rows += [("train/", ""), ("   approx_kl", f"{g.uniform(.006, .012):.8f}"), ("   clip_fraction", c.rec("train/clip_fraction", i, f"{g.uniform(.08, .14):.3g}")), ("   clip_range", "0.2"), ("   entropy_loss", f"{-8.5 + .04 * i:.3g}"),
                 ("   explained_variance", c.rec("train/value_explained", i, f"{min(.96, .2 + .03 * i):.3g}")), ("   learning_rate", c.rec("train/learning_rate", i, "0.0003")), ("   loss", c.rec("train/loss", i, f"{.4 * math.exp(-i / 30) + g.gauss(.02, .01):.3g}")),
                 ("   n_updates", str((i - 1) * 10)), ("   policy_gradient_loss", f"{g.uniform(-.02, -.008):.3g}"), ("   std", f"{1 - .006 * i:.3g}"), ("   value_loss", f"{.9 * math.exp(-i / 30):.3g}")]
    box(rows)
    if i % 12 == 0:
        c.w(f"Eval num_timesteps={t}, episode_reward={rw + 40:.2f} +/- {g.uniform(20, 60):.2f}\nEpisode length: 1000.00 +/- 0.00")
        box([("eval/", ""), ("   mean_ep_length", "1e+03"), ("   mean_reward", f"{rw + 40:.3g}"), ("time/", ""), ("   total_timesteps", str(t))])
        c.w("New best mean reward!")
c.must_not = ["policy-collapse", "reward-hacking", "kl-runaway", "non-finite-loss", "diverging", "exploding-gradients"]

# 24 TRL PPOTrainer dictionaries; the policy runs away from its reference
c = Case("trl_ppo.out", "TRL PPOTrainer v2 (disable_tqdm)", "console", False, "objective/kl 0.4 -> 800 while the score rises and the entropy moves off")
g = r(124)
c.w("===training policy===")
for k in range(1, 91):
    kl = .4 * (800 / .4) ** (k / 90) * math.exp(g.gauss(0, .05))
    sc = -1.2 + 5.5 * (k / 90) + g.gauss(0, .1)
    d = {"eps": 1, "objective/kl": float(c.rec("train/kl", None, f"{kl:.6f}")), "objective/entropy": round(92.1 - .1 * k + g.gauss(0, 2), 6), "objective/non_score_reward": round(-.05 * kl, 6), "objective/rlhf_reward": round(sc - .05 * kl, 6), "objective/scores": round(sc, 6),
         "policy/approxkl_avg": round(g.uniform(.01, .05), 6), "policy/clipfrac_avg": float(c.rec("train/clip_fraction", None, f"{g.uniform(.05, .12):.6f}")), "loss/policy_avg": round(g.gauss(-.02, .01), 6), "loss/value_avg": round(.4 + g.random() * .2, 6), "val/clipfrac_avg": 0.0, "policy/entropy_avg": round(1.9 - .002 * k, 6),
         "val/ratio": 1.0002, "val/ratio_var": 0.00021, "val/num_eos_tokens": 12, "lr": float(c.rec("train/learning_rate", None, repr(round(3e-6 * (1 - (k - 1) / 200), 12)))), "episode": k * 512, "epoch": round(k / 200, 2)}
    c.w(str(d))
c.must_any = [["kl-runaway", "reward-hacking"]]

# 25 RLlib result.json (old API stack)
c = Case("result.json", "Ray RLlib result.json (old API stack)", "jsonl", True, "deeply nested; one JSON document a line")
g = r(125)
for i in range(1, 81):
    rw = 22 + 170 * (1 - math.exp(-i / 22)) + g.gauss(0, 2)
    st = {"cur_kl_coeff": .2, "cur_lr": float(c.rec("train/learning_rate", i, "5e-05")), "total_loss": float(c.rec("train/loss", i, repr(8.9 * math.exp(-i / 40) + g.gauss(0, .04)))), "policy_loss": g.gauss(-.02, .004), "vf_loss": 8.9 * math.exp(-i / 40), "vf_explained_var": float(c.rec("train/value_explained", i, repr(min(.95, i / 70)))),
          "kl": float(c.rec("train/kl", i, repr(g.uniform(.006, .014)))), "entropy": float(c.rec("train/entropy", i, repr(.69 - .003 * i + g.gauss(0, .004)))), "entropy_coeff": 0.0, "grad_gnorm": float(c.rec("train/gradient_norm", i, repr(g.uniform(.8, 1.6))))}
    d = {"custom_metrics": {}, "episode_media": {}, "info": {"learner": {"default_policy": {"learner_stats": st, "model": {}, "num_grad_updates_lifetime": 930.5 * i, "diff_num_grad_updates_vs_sampler_policy": 464.5}}, "num_env_steps_sampled": 4000 * i, "num_agent_steps_trained": 4000 * i},
         "sampler_results": {"episode_reward_max": 200.0, "episode_reward_min": 9.0, "episode_reward_mean": rw, "episode_len_mean": rw, "episodes_this_iter": 21, "hist_stats": {"episode_reward": [round(rw + q, 1) for q in (-9, 3, 11)], "episode_lengths": [20, 31, 44]}},
         "episode_reward_mean": float(c.rec("train/reward", i, repr(rw))), "episode_len_mean": rw, "num_healthy_workers": 2, "timesteps_total": 4000 * i, "training_iteration": i, "trial_id": "9a1c2_00000", "date": f"2024-03-08_11-{i // 60 + 10:02d}-{i % 60:02d}", "timestamp": 1709892000 + 5 * i,
         "time_this_iter_s": 4.91, "time_total_s": 4.91 * i, "pid": 4431, "hostname": "ray-head", "node_ip": "10.0.3.4", "config": {"lr": 5e-05, "gamma": .99, "train_batch_size": 4000, "kl_coeff": .2, "entropy_coeff": 0.0, "framework": "torch"}, "iterations_since_restore": i, "perf": {"cpu_util_percent": 41.2, "ram_util_percent": 30.1}}
    c.w(json.dumps(d))
c.must_not = ["kl-runaway", "policy-collapse", "reward-hacking", "non-finite-loss", "diverging"]

# 26 spaCy textcat (bow)
c = Case("spacy_textcat.log", "spaCy train (textcat bow)", "table", True, "loss is the sum since the last evaluation; the first row is small")
g = r(126)
c.w("\x1b[38;5;4mℹ Saving to output directory: output\x1b[0m\n\x1b[38;5;4mℹ Using CPU\x1b[0m\n\x1b[1m\n=========================== Initializing pipeline ===========================\x1b[0m\n\x1b[38;5;2m✔ Initialized pipeline\x1b[0m\n\x1b[1m\n============================= Training pipeline =============================\x1b[0m")
c.w("\x1b[38;5;4mℹ Pipeline: ['textcat']\x1b[0m\n\x1b[38;5;4mℹ Initial learn rate: 0.001\x1b[0m\nE    #       LOSS TEXTCAT  CATS_SCORE  SCORE \n---  ------  ------------  ----------  ------")
L = curve(g, 40, 41.2, 2.1, .03, .7)
for k in range(41):
    s, v = k * 200, (.25 if k == 0 else L[k - 1])
    f = 33.33 if k == 0 else 91 - 40 * L[k - 1] / 41.2
    c.w(f"{s // 640:>3}  {s:>6}  {c.rec('train/loss', s, f'{v:.2f}'):>12}  {f:>10.2f}  {f / 100:>6.2f}")
c.w("\x1b[38;5;2m✔ Saved pipeline to output directory\x1b[0m\noutput/model-last")
c.must_not = ["diverging", "non-finite-loss", "overfitting", "not-decreasing", "oscillating"]

# 27 LightGBM command line: overfits
c = Case("lgbm_cli.log", "LightGBM CLI", "console", False, "training falls to 0.03, validation doubles after iteration 30")
g = r(127)
for m in ("Finished loading parameters", "Construct bin mappers from text data time 0.11 seconds", "Finished loading data in 0.342110 seconds", "Number of positive: 3716, number of negative: 3284", "Total Bins 6143", "Number of data points in the train set: 7000, number of used features: 28", "Finished initializing training", "Started training...",
          "[binary:BoostFromScore]: pavg=0.530857 -> initscore=0.123586"):
    c.w("[LightGBM] [Info] " + m)
for i in range(1, 151):
    t = .69 * math.exp(-i / 46) + .004
    v = (.69 - .0045 * min(i, 30)) + .0052 * max(0, i - 30) + g.gauss(0, .001)
    if i in (71, 108):
        c.w("[LightGBM] [Warning] No further splits with positive gain, best gain: -inf")
    c.w(f"[LightGBM] [Info] Iteration:{i}, training binary_logloss : {c.rec('train/loss', i, f'{t:.6g}')}\n[LightGBM] [Info] Iteration:{i}, valid_1 binary_logloss : {c.rec('validation/loss', i, f'{v:.6g}')}\n[LightGBM] [Info] {i * .0131:.6f} seconds elapsed, finished iteration {i}")
c.w("[LightGBM] [Info] Finished training")
c.must = ["overfitting"]

# 28 CatBoost catboost_training.json
c = Case("catboost_training.json", "CatBoost catboost_info/catboost_training.json", "json", True, "arrays learn/test in every iteration, metric names in meta")
g = r(128)
its = []
T, V = curve(g, 200, .672, .181, .001), curve(g, 200, .676, .232, .001)
for i in range(200):
    its.append({"learn": [float(c.rec("train/loss", i, repr(T[i])))], "iteration": i, "passed_time": .0211 * (i + 1), "remaining_time": .0211 * (199 - i), "test": [float(c.rec("validation/loss", i, repr(V[i])))]})
c.raw(json.dumps({"meta": {"test_sets": ["test"], "test_metrics": [{"best_value": "Min", "name": "Logloss"}], "learn_metrics": [{"best_value": "Min", "name": "Logloss"}], "launch_mode": "Train", "parameters": "", "iteration_count": 200, "learn_sets": ["learn"], "name": "experiment"}, "iterations": its}, separators=(",", ":")))
c.must_not = ["any"]
