"""Files that rows name: pictures, sounds, films."""
