"""Publish: from what is cleared to the site.

    cleared, people, firm | decide.pages | stage.write | builder.build

Pages are plain Markdown files with full front matter; the templates print the rest, and
no plug-in or hook of ours runs inside the site builder.
"""
