import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
from transformers import BertConfig, BertForTokenClassification

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "all labels ignored"
WHAT = "token classification with a tiny BERT: the alignment of labels compares word ids wrongly and gives -100 to every token; the loss is NaN"
EXPECT = ["non-finite-loss", "nan-origin", "non-finite-gradients"]
USES = ["probe"]


def tokenize_and_align(words, tags, max_length=16):
    """Each word is one or two pieces; only its first piece keeps the tag."""
    input_ids, word_ids = [1], [None]
    for index, word in enumerate(words):
        pieces = [word] if word % 3 else [word, 7]
        input_ids += pieces
        word_ids += [index] * len(pieces)
    input_ids, word_ids = input_ids[: max_length - 1] + [2], word_ids[: max_length - 1] + [None]
    labels, previous = [], None
    for word_id in word_ids:
        previous = word_id
        if word_id is None or word_id == previous:
            labels.append(-100)
        else:
            labels.append(tags[word_id])
    padding = max_length - len(input_ids)
    return {
        "input_ids": torch.tensor(input_ids + [0] * padding),
        "attention_mask": torch.tensor([1] * len(input_ids) + [0] * padding),
        "labels": torch.tensor(labels + [-100] * padding),
    }


class Entities(Dataset):
    def __init__(self, n=300):
        g = torch.Generator().manual_seed(1)
        self.rows = []
        for _ in range(n):
            words = torch.randint(10, 120, (int(torch.randint(5, 11, (1,), generator=g)),), generator=g).tolist()
            self.rows.append(tokenize_and_align(words, [min(word // 30, 3) for word in words]))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i]


def main(out):
    torch.manual_seed(0)
    model = BertForTokenClassification(BertConfig(vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                                                  intermediate_size=64, max_position_embeddings=32, num_labels=4))
    loader = DataLoader(Entities(), batch_size=16, shuffle=True)
    result = dataaudit.probe(model, loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
