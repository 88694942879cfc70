"""Tag: which practice areas an item is about, and the words that say so.

items | already tagged? | finder.find | decide.tags | book.keep_tags
"""
