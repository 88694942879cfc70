BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE deliveries (
	edition VARCHAR NOT NULL, 
	subscriber VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	items TEXT NOT NULL, 
	response TEXT NOT NULL, 
	at VARCHAR, 
	PRIMARY KEY (edition, subscriber), 
	FOREIGN KEY(edition) REFERENCES editions (edition), 
	UNIQUE (message_id)
);
INSERT INTO "deliveries" VALUES('weekly-2026-W09','reader-1','accepted','<reader-1@firm.example>','["a-lease"]','250 ok','2026-03-02T09:00:00+00:00');
INSERT INTO "deliveries" VALUES('weekly-2026-W09','reader-2','uncertain','<reader-2@firm.example>','["a-lease"]','250 ok','2026-03-02T09:00:00+00:00');
CREATE TABLE editions (
	edition VARCHAR NOT NULL, 
	cadence VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	due VARCHAR NOT NULL, 
	PRIMARY KEY (edition), 
	CONSTRAINT one_edition_a_period UNIQUE (cadence, period)
);
INSERT INTO "editions" VALUES('weekly-2026-W09','weekly','2026-W09','2026-03-02T09:00:00+00:00');
CREATE TABLE findings (
	text VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	findings TEXT NOT NULL, 
	PRIMARY KEY (text, version)
);
INSERT INTO "findings" VALUES('1:ec92f67a02fde702f41a2437c3a2e876b6c323e8bd8e9566f075981147beb62f','1','[]');
CREATE TABLE items (
	id VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	item TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source), 
	FOREIGN KEY(source) REFERENCES sources (source)
);
INSERT INTO "items" VALUES('a-lease','content/articles/a-lease.md','{"id": "a-lease", "kind": "article", "source": "content/articles/a-lease.md", "title": "Reading a lease", "summary": "What the clauses mean.", "body": "A lease has clauses.\n\nRead them before you sign.", "html": "<p>A lease has clauses.</p>\n<p>Read them before you sign.</p>", "author": "rafe", "published": "2026-11-02T00:00:00Z", "basis": null, "jurisdictions": [], "practice_areas": null, "link": "", "assets": [], "first_line": 1, "notes": [], "asides": [], "first_home": "", "backlog": false, "review_by": null, "checked": null, "rests_on": [], "formerly": [], "facts": []}');
CREATE TABLE people (
	id VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	person TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source), 
	FOREIGN KEY(source) REFERENCES sources (source)
);
INSERT INTO "people" VALUES('rafe','content/people/rafe.md','{"id": "rafe", "name": "Rafe Pellow", "role": "Partner", "office": "Bristol", "email": "rafe@firm.example", "phone": "0117 496 0118", "summary": "", "pronouns": "", "portrait": null, "portrait_alt": "", "languages": [], "admitted": [], "practices": ["real-estate-property"], "aliases": [], "formerly": []}');
CREATE TABLE received (
	subscriber VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	PRIMARY KEY (subscriber, item)
);
INSERT INTO "received" VALUES('reader-1','a-lease','weekly-2026-W09');
CREATE TABLE slots (
	rhythm VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	fired VARCHAR NOT NULL, 
	PRIMARY KEY (rhythm, period)
);
INSERT INTO "slots" VALUES('weekly','2026-W09','2026-03-02T09:00:00+00:00');
CREATE TABLE sources (
	source TEXT NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	first_seen VARCHAR NOT NULL, 
	pictures TEXT NOT NULL, 
	present BOOLEAN NOT NULL, 
	problem TEXT, 
	PRIMARY KEY (source)
);
INSERT INTO "sources" VALUES('content/articles/a-lease.md','1','a-lease','2026-03-02T09:00:00+00:00','[]',1,NULL);
INSERT INTO "sources" VALUES('content/people/rafe.md','1','rafe','2026-03-02T09:00:00+00:00','[]',1,NULL);
CREATE TABLE subscribers (
	id VARCHAR NOT NULL, 
	address TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	cadence VARCHAR NOT NULL, 
	subscriber TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (folded)
);
INSERT INTO "subscribers" VALUES('reader-1','Megge@Example.org','megge@example.org','weekly','{"id": "reader-1", "address": "Megge@Example.org", "name": "Reader reader-1", "areas": ["tax"], "people": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form"}');
INSERT INTO "subscribers" VALUES('reader-2','theo@bücher.example','theo@bücher.example','weekly','{"id": "reader-2", "address": "theo@b\u00fccher.example", "name": "Reader reader-2", "areas": ["tax"], "people": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form"}');
INSERT INTO "subscribers" VALUES('reader-3','straße@Example.org','strasse@example.org','weekly','{"id": "reader-3", "address": "stra\u00dfe@Example.org", "name": "Reader reader-3", "areas": ["tax"], "people": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form"}');
CREATE TABLE suppressions (
	address_hash VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR NOT NULL, 
	PRIMARY KEY (address_hash)
);
INSERT INTO "suppressions" VALUES('de7c7e79173cd97f80653c2f8fad4b4cffe2103f3711cb4e1a718521cb4fe64c','asked to leave','2026-03-02T09:00:00+00:00');
INSERT INTO "suppressions" VALUES('8bd15d881bb023b8fe446c65168d9b5ee6e4d36849d331773469324723ac1f3a','a complaint','2026-03-02T09:00:00+00:00');
CREATE TABLE tags (
	text VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	tags TEXT NOT NULL, 
	PRIMARY KEY (text, version)
);
INSERT INTO "tags" VALUES('1:ec92f67a02fde702f41a2437c3a2e876b6c323e8bd8e9566f075981147beb62f','1','{"tags": []}');
CREATE INDEX received_edition ON received (edition);
COMMIT;
