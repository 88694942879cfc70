"""The list of what is proven: each invariant with its name, the sentence that is certified, and the promise that it is part of."""

from pipeline.proving import books, mails, posts, words
from pipeline.proving.findings import Invariant

_DENY = "1. Default deny"
_BYTES = "2. Bound to bytes"
_TWICE = "3. Nothing twice, nothing lost"
_EMPTY = "4. Nothing empty"
_LEAVING = "5. Leaving is one act"
_TIME = "6. No surprise in time"
_WHOLE = "10. Everything leaves"

#: In the order of the certificate.
INVARIANTS = (
    Invariant("one-mail", "One mail each", "No edition went twice to the same reader.", _TWICE, mails.one_mail),
    Invariant("one-item", "No piece twice", "No piece went twice to the same reader, and what stands as received is what went.", _TWICE, mails.one_item),
    Invariant("one-message-id", "One name a mail", "No two mails have the same Message-ID.", _TWICE, mails.one_message_id),
    Invariant("one-firing", "One slot, one time", "No slot of the plan fired twice, and no period has two editions.", _TIME, mails.one_firing),
    Invariant("one-address", "One address a piece", "No piece stands at two addresses of the site.", _TWICE, words.one_address),
    Invariant("site-cleared", "The site is cleared", "Every text on the site was cleared for it, exactly as it stands there.", _DENY, words.on_the_site),
    Invariant("lists-cleared", "Feeds and lists are cleared", "Feeds, sitemaps and lists for machines name nothing else.", _DENY, words.in_lists),
    Invariant("past-cleared", "The past was cleared", "Every text that ever was public was cleared when it went up.", _DENY, words.once_was),
    Invariant("mails-cleared", "Mails were cleared", "Every piece in a mail was cleared for it when it left, under the very text that left.", _BYTES, words.in_mails),
    Invariant("one-post", "One post a piece", "No account on a social network said a piece twice.", _TWICE, posts.one_post),
    Invariant("posts-cleared", "Posts were cleared", "Somebody cleared the words of every post that left, and its pieces were cleared for social networks then.", _BYTES, posts.cleared),
    Invariant("posts-known", "Posts are known", "Every post is in a state that there is, and one that a network has taken is known by its id there.", _TWICE, posts.known),
    Invariant("not-against-will", "Nobody against their will", "Nobody was mailed after they had left, or their address was suppressed.", _LEAVING, mails.not_against_will),
    Invariant("permitted", "Everybody asked", "Nobody was mailed without a permission and its proof.", _LEAVING, mails.permitted),
    Invariant("balanced", "The counts balance", "Of every edition that is done: planned = accepted + refused + left out + uncertain.", _TWICE, mails.balanced),
    Invariant("nobody-forgotten", "Nobody forgotten", "Every edition has a line for each of its readers.", _TWICE, mails.nobody_forgotten),
    Invariant("not-empty", "Nothing empty", "No mail left without a piece in it.", _EMPTY, mails.not_empty),
    Invariant("record-whole", "The record is whole", "No line of the record of clearances was changed, taken out or put in.", _BYTES, books.record_whole),
    Invariant("consents-whole", "The consents are whole", "No line of the book of consents was changed, taken out or put in.", _BYTES, books.consents_whole),
    Invariant("archive-whole", "The archive is whole", "Every file that was public and must be kept is there, under the hash of its bytes.", _BYTES, books.archive_whole),
    Invariant("site-kept", "The site is what was kept", "The site that stands is the version that was kept last, byte for byte.", _BYTES, books.site_is_kept),
    Invariant("no-orphans", "Nothing belongs to nobody", "No line in the store belongs to an edition, a reader or a file that does not exist.", _WHOLE, books.no_orphans),
    Invariant("database-whole", "The database is whole", "The database is sound, and no line names what is not there.", _WHOLE, books.database_whole),
)  # fmt: skip
