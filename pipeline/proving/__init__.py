"""`attract prove`: the promises, held against what the store, the record, the archive and the site say. Reads; changes nothing.

It stands beside the wiring because it looks into every room's books at once. What was let out is checked by other code than let it
out: `spans` knows the record and no item.

    findings    what an invariant is, and what looking at one came to
    spans       when a text was cleared for a channel, by the record and the book of consents
    evidence    everything that is looked at, as of one moment
    mails, posts, words, books    the invariants, a function each
    invariants  the list of them, each with its sentence and its promise
    run         looks at all of them
    certificate the page about it
"""
