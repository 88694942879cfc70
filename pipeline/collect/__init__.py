"""Collect: from bytes, as they come, to items.

    folder | decide.changed | read | parse | decide.item | store.save
    feeds  | fetch          | feed.parse   | decide.item | store.save

Markdown, Word, plain text and feeds all end as the same thing: Markdown the author would
recognise, and HTML that is safe to show. Whatever was damaged on the way is repaired if
there is only one way to repair it, and named if there is not.
"""
