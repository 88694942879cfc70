"""What `word-review.docx` becomes."""

EXPECTED: tuple[list[object], list[str]] = (
    [],
    [
        "content/articles/word-review.docx: it is not ready to go out: paragraph 2, a tracked change (inserted: “gladly”); paragraph 2, a tracked change (deleted: “sadly”); paragraph 3, hidden text (“the client’s name”). In Word: Review, Accept or Reject All Changes. In Word: show hidden characters (¶), then delete the text or clear Font, Hidden. Save and drop it again.",
    ],
)
