"""The tag room joined with spaCy: the pipeline as it ships, its training, and what a firm teaches it.

component   the spaCy component, and the trained pipeline behind the port WordReader
train       `make model`: from `pipeline/tag/training/` to `pipeline/tag/model/`
models      which model stands for a firm
tagger      that model, loaded when it is first needed
learning    authors' own words into a new model

Like `wiring`, it may name edges and rooms both; the arithmetic is the tag room's alone.
"""
