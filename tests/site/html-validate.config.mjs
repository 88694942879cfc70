// What html-validate asks of every page. A rule that is not what it usually is has its reason beside it.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // HTML takes it in either case; ours is small, like the rest.
    "doctype-style": ["error", { style: "lowercase" }],
    // White space that templates leave is no fault in a page, and packs to nothing.
    "no-trailing-whitespace": "off",
    // Advice for search engines. A title is as long as its author wants it; the firm's name comes after it.
    "long-title": "off",
    // Everything comes from the site's own host, which could change the sum as well as the file.
    "require-sri": ["error", { target: "crossorigin" }],
    // Python-Markdown names footnotes `fn:1`, which HTML allows.
    "valid-id": ["error", { relaxed: true }],
    // Python-Markdown aligns the cells of an author's table so; our policy knows these three values, and no other.
    "no-inline-style": ["error", { allowedProperties: ["text-align"] }],
    // The style sheet keeps a telephone number on one line (`white-space: nowrap`): the words stay as people type them.
    "tel-non-breaking": "off",
  },
};
