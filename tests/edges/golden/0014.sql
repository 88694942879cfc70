BEGIN TRANSACTION;
CREATE TABLE addresses (
	address VARCHAR NOT NULL, 
	thing VARCHAR NOT NULL, 
	PRIMARY KEY (address)
);
INSERT INTO "addresses" VALUES('articles/a-lease/','piece:a-lease');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0014');
CREATE TABLE bounces (
	id VARCHAR NOT NULL, 
	reader VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	came VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	sent VARCHAR NOT NULL, 
	said TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE changes (
	number INTEGER NOT NULL, 
	edition VARCHAR NOT NULL, 
	edit VARCHAR NOT NULL, 
	items TEXT NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "changes" VALUES(1,'weekly-2026-W10','pin','["a-lease"]','Ines','2026-03-02T09:00:00+00:00');
CREATE TABLE data_letters (
	id VARCHAR NOT NULL, 
	mailbox VARCHAR NOT NULL, 
	hashed TEXT NOT NULL, 
	reader VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	asked VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "data_letters" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','ebb04c0ee85f2fc399cbca5beded407d9b57a69693fb0272beb23a52514753c9','ebb04c0ee85f2fc399cbca5beded407d9b57a69693fb0272beb23a52514753c9','reader-1','accepted','2026-03-02T09:00:00.000000+00:00');
CREATE TABLE deliveries (
	edition VARCHAR NOT NULL, 
	subscriber VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	items TEXT NOT NULL, 
	response TEXT NOT NULL, 
	at VARCHAR, sender VARCHAR DEFAULT '' NOT NULL, until VARCHAR, tries INTEGER DEFAULT '0' NOT NULL, again VARCHAR, more TEXT DEFAULT '' NOT NULL, welcome BOOLEAN DEFAULT '0' NOT NULL, 
	PRIMARY KEY (edition, subscriber), 
	FOREIGN KEY(edition) REFERENCES editions (edition), 
	UNIQUE (message_id)
);
INSERT INTO "deliveries" VALUES('weekly-2026-W09','reader-1','accepted','<reader-1@firm.example>','["a-lease"]','250 ok','2026-03-02T09:00:00+00:00','',NULL,0,NULL,'',0);
INSERT INTO "deliveries" VALUES('weekly-2026-W09','reader-2','uncertain','<reader-2@firm.example>','["a-lease"]','250 ok','2026-03-02T09:00:00+00:00','',NULL,0,NULL,'',0);
CREATE TABLE editions (
	edition VARCHAR NOT NULL, 
	cadence VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	due VARCHAR NOT NULL, composed VARCHAR, composer VARCHAR DEFAULT '' NOT NULL, leaves VARCHAR, held TEXT DEFAULT '' NOT NULL, note VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (edition), 
	CONSTRAINT one_edition_a_period UNIQUE (cadence, period)
);
INSERT INTO "editions" VALUES('weekly-2026-W09','weekly','2026-W09','2026-03-02T09:00:00+00:00','2026-03-02T09:00:00+00:00','',NULL,'','');
CREATE TABLE entries (
	source TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	item VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	published VARCHAR NOT NULL, 
	link TEXT NOT NULL, 
	guid TEXT NOT NULL, 
	words VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	entry TEXT NOT NULL, 
	waiting TEXT, 
	PRIMARY KEY (source)
);
CREATE TABLE feeds (
	address TEXT NOT NULL, 
	state TEXT NOT NULL, 
	PRIMARY KEY (address)
);
INSERT INTO "feeds" VALUES('https://blog.example/feed','{"address": "https://blog.example/feed"}');
CREATE TABLE findings (
	text VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	findings TEXT NOT NULL, 
	PRIMARY KEY (text, version)
);
INSERT INTO "findings" VALUES('1:ec92f67a02fde702f41a2437c3a2e876b6c323e8bd8e9566f075981147beb62f','1','[]');
CREATE TABLE "items" (
	id VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	item TEXT NOT NULL, kind VARCHAR DEFAULT '' NOT NULL, changed INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source)
);
INSERT INTO "items" VALUES('a-lease','content/articles/a-lease.md','{"id": "a-lease", "kind": "article", "source": "content/articles/a-lease.md", "title": "Reading a lease", "summary": "What the clauses mean.", "body": "A lease has clauses.\n\nRead them before you sign.", "html": "<p>A lease has clauses.</p>\n<p>Read them before you sign.</p>", "author": "rafe", "published": "2026-11-02T00:00:00Z", "co_authors": [], "basis": null, "jurisdictions": [], "practice_areas": null, "link": "", "assets": [], "first_line": 1, "notes": [], "asides": [], "first_home": "", "backlog": false, "review_by": null, "checked": null, "rests_on": [], "formerly": [], "facts": [], "talks": []}','article',1);
CREATE TABLE marks (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "marks" VALUES('changes','1');
INSERT INTO "marks" VALUES('published','1');
CREATE TABLE people (
	id VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	person TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source), 
	FOREIGN KEY(source) REFERENCES sources (source)
);
INSERT INTO "people" VALUES('rafe','content/people/rafe.md','{"id": "rafe", "name": "Rafe Pellow", "role": "Partner", "office": "Bristol", "email": "rafe@firm.example", "phone": "0117 496 0118", "summary": "", "pronouns": "", "portrait": null, "portrait_alt": "", "languages": [], "admitted": [], "practices": ["real-estate-property"], "aliases": [], "formerly": [], "talks": []}');
CREATE TABLE received (
	subscriber VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, text VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (subscriber, item)
);
INSERT INTO "received" VALUES('reader-1','a-lease','weekly-2026-W09','');
CREATE TABLE sign_ups (
	id VARCHAR NOT NULL, 
	address_hash VARCHAR NOT NULL, 
	mailbox VARCHAR NOT NULL, 
	asked VARCHAR NOT NULL, 
	sign_up TEXT NOT NULL, 
	message_id VARCHAR, 
	reader VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "sign_ups" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ebb04c0ee85f2fc399cbca5beded407d9b57a69693fb0272beb23a52514753c9','ebb04c0ee85f2fc399cbca5beded407d9b57a69693fb0272beb23a52514753c9','2026-03-02T09:00:00.000000+00:00','{"id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "address": "ida@example.org", "wish": {"name": "Ida Vell", "areas": ["tax"], "people": [], "cadence": "weekly", "ceiling": 7, "minutes": 0, "plain": false}, "asked": "2026-03-02T09:00:00+00:00", "wording": "Send me the digest.", "form": "3", "page": "", "network": "203.0.113.0/24"}',NULL,NULL);
CREATE TABLE slots (
	job VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	due VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	zone VARCHAR DEFAULT 'UTC' NOT NULL, 
	rule TEXT DEFAULT '' NOT NULL, 
	shift TEXT DEFAULT '' NOT NULL, 
	state VARCHAR NOT NULL, 
	first BOOLEAN DEFAULT '0' NOT NULL, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	error TEXT DEFAULT '' NOT NULL, 
	again VARCHAR, 
	holder VARCHAR DEFAULT '' NOT NULL, 
	until VARCHAR, 
	ended VARCHAR, 
	"by" VARCHAR DEFAULT '' NOT NULL, 
	said TEXT DEFAULT '' NOT NULL, 
	moved BOOLEAN DEFAULT '0' NOT NULL, 
	PRIMARY KEY (job, period)
);
INSERT INTO "slots" VALUES('weekly','2026-W09','2026-03-02T09:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','UTC','','','done',0,0,'',NULL,'',NULL,'2026-03-02T09:00:00.000000+00:00','','',0);
CREATE TABLE sources (
	source TEXT NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	first_seen VARCHAR NOT NULL, 
	pictures TEXT NOT NULL, 
	present BOOLEAN NOT NULL, 
	problem TEXT, raw VARCHAR DEFAULT '' NOT NULL, words VARCHAR DEFAULT '' NOT NULL, title VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (source)
);
INSERT INTO "sources" VALUES('content/articles/a-lease.md','1','a-lease','2026-03-02T09:00:00+00:00','[]',1,NULL,'','','');
INSERT INTO "sources" VALUES('content/people/rafe.md','1','rafe','2026-03-02T09:00:00+00:00','[]',1,NULL,'','','');
CREATE TABLE subscribers (
	id VARCHAR NOT NULL, 
	address TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	cadence VARCHAR NOT NULL, 
	subscriber TEXT NOT NULL, "left" VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (folded)
);
INSERT INTO "subscribers" VALUES('reader-1','Megge@Example.org','megge@example.org','weekly','{"id": "reader-1", "address": "Megge@Example.org", "name": "Reader reader-1", "areas": ["tax"], "people": [], "kinds": [], "jurisdictions": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form"}',NULL);
INSERT INTO "subscribers" VALUES('reader-2','theo@bücher.example','theo@xn--bcher-kva.example','weekly','{"id": "reader-2", "address": "theo@b\u00fccher.example", "name": "Reader reader-2", "areas": ["tax"], "people": [], "kinds": [], "jurisdictions": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form"}',NULL);
INSERT INTO "subscribers" VALUES('reader-3','straße@Example.org','straße@example.org','weekly','{"id": "reader-3", "address": "stra\u00dfe@Example.org", "name": "Reader reader-3", "areas": ["tax"], "people": [], "kinds": [], "jurisdictions": [], "cadence": "weekly", "ceiling": 7, "plain": false, "confirmed": "2026-01-05T00:00:00Z", "proof": "the form", "left": "2026-03-02T09:00:00+00:00"}','2026-03-02T09:00:00+00:00');
CREATE TABLE suppressions (
	address_hash VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR NOT NULL, reader VARCHAR DEFAULT '' NOT NULL, hashed TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (address_hash)
);
INSERT INTO "suppressions" VALUES('de7c7e79173cd97f80653c2f8fad4b4cffe2103f3711cb4e1a718521cb4fe64c','asked to leave','2026-03-02T09:00:00+00:00','','de7c7e79173cd97f80653c2f8fad4b4cffe2103f3711cb4e1a718521cb4fe64c');
INSERT INTO "suppressions" VALUES('8bd15d881bb023b8fe446c65168d9b5ee6e4d36849d331773469324723ac1f3a','a complaint','2026-03-02T09:00:00+00:00','','8bd15d881bb023b8fe446c65168d9b5ee6e4d36849d331773469324723ac1f3a');
INSERT INTO "suppressions" VALUES('15ce5bc45387c7281bd429ac1fe27ae0efc910575ac2020d6aca2f8eac6b5636','asked to leave','2026-03-02T09:00:00+00:00','reader-3','15ce5bc45387c7281bd429ac1fe27ae0efc910575ac2020d6aca2f8eac6b5636');
CREATE TABLE tags (
	text VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	tags TEXT NOT NULL, 
	PRIMARY KEY (text, version)
);
INSERT INTO "tags" VALUES('1:ec92f67a02fde702f41a2437c3a2e876b6c323e8bd8e9566f075981147beb62f','1','{"tags": []}');
CREATE TABLE told_of_clients (
	sentence VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	PRIMARY KEY (sentence)
);
INSERT INTO "told_of_clients" VALUES('0000000000000000000000000000000000000000000000000000000000000000','the-van');
CREATE TABLE traces (
	number INTEGER NOT NULL, 
	"of" VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	told TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "traces" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','asked','2026-03-02T09:00:00+00:00','{"wording": "Send me the digest.", "form": "3"}');
INSERT INTO "traces" VALUES(2,'reader-1','imported','2026-03-02T09:00:00+00:00','{"permission": "express", "list": "members-2026-03-02"}');
CREATE INDEX received_edition ON received (edition);
CREATE INDEX sources_item ON sources (item);
CREATE INDEX sources_title ON sources (title);
CREATE INDEX entries_feed ON entries (feed);
CREATE INDEX entries_item ON entries (item);
CREATE INDEX entries_link ON entries (link);
CREATE INDEX entries_guid ON entries (guid);
CREATE INDEX entries_words ON entries (words);
CREATE INDEX entries_title ON entries (title);
CREATE INDEX received_item ON received (item);
CREATE INDEX items_changed ON items (changed);
CREATE INDEX suppressions_reader ON suppressions (reader);
CREATE INDEX sign_ups_address ON sign_ups (address_hash);
CREATE INDEX sign_ups_mailbox ON sign_ups (mailbox, asked);
CREATE INDEX sign_ups_reader ON sign_ups (reader, asked);
CREATE INDEX traces_of ON traces ("of");
CREATE TRIGGER traces_stay BEFORE UPDATE ON traces BEGIN SELECT RAISE(ABORT, 'a line of the proof is never changed'); END;
CREATE INDEX data_letters_mailbox ON data_letters (mailbox, asked);
CREATE INDEX data_letters_state ON data_letters (state, asked);
CREATE INDEX deliveries_state ON deliveries (state, edition, subscriber);
CREATE INDEX deliveries_sender ON deliveries (sender);
CREATE INDEX bounces_reader ON bounces (reader);
CREATE INDEX bounces_at ON bounces (at);
CREATE INDEX changes_edition ON changes (edition);
CREATE INDEX deliveries_seeds ON deliveries (state, edition) WHERE substr(subscriber, 1, 5) = 'seed:';
CREATE INDEX slots_state ON slots (state, due);
COMMIT;
