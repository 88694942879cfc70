"""What is said of a piece beside its areas: whose law, whose business, which stage, story or article."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Aspect, Evidence, Facet, Item, Kind
from pipeline.tag.decide import headline
from pipeline.tag.facets import facets, kind_note, names
from pipeline.tag.signs import families
from tests.builders import item, story
from tests.tag.test_samples import EXPECTED, sample

JURISDICTION, INDUSTRY, STAGE, KIND = Aspect


def values(aspect: Aspect, body: str, **changes: object) -> list[str]:
    """What is said of a piece with these words, the strongest first."""
    of = item(**{"title": "A note", "summary": "", **changes, "body": body})
    return [facet.value for facet in facets(of) if facet.kind_of is aspect]


def evidence(aspect: Aspect, value: str, body: str, **changes: object) -> dict[str, str]:
    """The words that say one thing of a piece, each with the rule that found it."""
    of = item(**{"title": "A note", "summary": "", **changes, "body": body})
    return {e.words: e.rule for f in facets(of) if (f.kind_of, f.value) == (aspect, value) for e in f.evidence}


# Jurisdiction


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("The employment tribunal heard the claim, and Acas had been told.", {"GB"}, id="uk-tribunal"),
        pytest.param("Under the Equality Act 2010 an employer must make adjustments.", {"GB"}, id="uk-act"),
        pytest.param("HMRC asks for the return by the end of January.", {"GB"}, id="uk-revenue"),
        pytest.param("UK law has no single test of domicile.", {"GB"}, id="uk-named"),
        pytest.param("The Landlord and Tenant Act 1954 protects the shop.", {"GB", "GB-EAW"}, id="england-act"),
        pytest.param("The law of England and Wales knows no duty to rescue.", {"GB", "GB-EAW"}, id="england-law"),
        pytest.param("An English court will look at the seat.", {"GB", "GB-EAW"}, id="english-court"),
        pytest.param("A dog is a chattel in English law.", {"GB", "GB-EAW"}, id="in-english-law"),
        pytest.param("The sheriff court is the place for it, and Scots law the law.", {"GB", "GB-SCT"}, id="scotland"),
        pytest.param("The industrial tribunal in Belfast sat for two days.", {"GB", "GB-NIR"}, id="northern-ireland"),
        pytest.param("The Workplace Relations Commission may hear it.", {"IE"}, id="ireland-body"),
        pytest.param("In Irish law the spouse has a legal right share.", {"IE"}, id="ireland-law"),
        pytest.param("The Oireachtas passed it in the spring.", {"IE"}, id="ireland-parliament"),
        pytest.param("The European Commission published a draft for every Member State.", {"EU"}, id="eu"),
        pytest.param("The EEOC says that Title VII covers it.", {"US"}, id="us-regulator"),
        pytest.param("The US Supreme Court will hear the case in the fall.", {"US"}, id="us-court"),
        pytest.param("See 42 U.S.C. § 1983 and the First Amendment right to speak.", {"US"}, id="us-code"),
        pytest.param("New York law implies a covenant of good faith.", {"US", "US-NY"}, id="new-york"),
        pytest.param("The Texas Supreme Court reversed.", {"US", "US-TX"}, id="texas"),
        pytest.param("California's labor code sets the meal breaks.", {"US", "US-CA"}, id="california"),
        pytest.param("A Florida court may divide the house.", {"US", "US-FL"}, id="florida"),
        pytest.param("The New Jersey legislature amended the statute.", {"US", "US-NJ"}, id="new-jersey"),
        pytest.param("Courts in Georgia read such clauses narrowly.", {"US", "US-GA"}, id="georgia-courts"),
        pytest.param("A company was formed under Delaware law.", {"US", "US-DE"}, id="delaware"),
        pytest.param("The state of Ohio licenses them.", {"US", "US-OH"}, id="state-of-ohio"),
        pytest.param("West Virginia law differs.", {"US", "US-WV"}, id="west-virginia-is-not-virginia"),
        pytest.param("The Fair Work Commission can order reinstatement.", {"AU"}, id="australia-body"),
        pytest.param("Superannuation and long service leave are added.", {"AU"}, id="australia-terms"),
        pytest.param("The Supreme Court of New South Wales refused.", {"AU", "AU-NSW"}, id="new-south-wales"),
        pytest.param("VCAT heard it, as Victorian law provides.", {"AU", "AU-VIC"}, id="victoria"),
        pytest.param("Queensland legislation on fences is short.", {"AU", "AU-QLD"}, id="queensland"),
        pytest.param("The Supreme Court of Canada restored the verdict.", {"CA"}, id="canada-court"),
        pytest.param("The Ontario Court of Appeal held otherwise.", {"CA", "CA-ON"}, id="ontario"),
        pytest.param("> Ask in New\n> York courts, said the\n> US\n> Supreme Court.", {"US", "US-NY"}, id="quoted"),
        pytest.param("British Columbia courts ask who benefits.", {"CA", "CA-BC"}, id="british-columbia"),
        pytest.param("The Civil Code of Québec says so.", {"CA", "CA-QC"}, id="quebec"),
        pytest.param("The Employment Relations Authority dismissed the personal grievance.", {"NZ"}, id="new-zealand"),
        pytest.param("The Singapore High Court set the award aside.", {"SG"}, id="singapore"),
        pytest.param("The Court of Final Appeal agreed.", {"HK"}, id="hong-kong"),
        pytest.param("The Supreme Court of India stayed the order.", {"IN"}, id="india"),
        pytest.param("New York law governs, and the HMRC clearance is still to come.",
                     {"US", "US-NY", "GB"}, id="two-countries"),
    ],
)  # fmt: skip
def test_the_law_that_a_piece_speaks_of_is_named(text: str, places: set[str]) -> None:
    """A court, a statute, a regulator or "Texas law" says whose law it is; a part implies its country."""
    assert places == set(values(JURISDICTION, text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("She told us about it, and it cost us a week. Tell us more.", id="us-the-pronoun"),
        pytest.param("CALL US NOW. CONTACT US. ABOUT US.", id="us-in-capitals"),
        pytest.param("We argued about the state of the roof and the law of averages.", id="state-of-the-roof"),
        pytest.param("Georgia rang. Georgia told the court about her van, and in court Georgia was calm.", id="georgia"),
        pytest.param("Victoria signed for Virginia, and Adelaide was the witness.", id="victoria"),
        pytest.param("Georgia's lawyer and Victoria’s solicitor met.", id="somebodys-lawyer"),
        pytest.param("The Georgia O'Keeffe print hung beside the Victoria sponge.", id="things"),
        pytest.param("I may go in May, and you will have the will in April.", id="may-and-will"),
        pytest.param("The ship left Cork with a cork in every bottle, bound for Sydney.", id="ports"),
        pytest.param("The train from London to Bristol was late.", id="towns"),
        pytest.param("We had an English breakfast and spoke plain English.", id="english-breakfast"),
        pytest.param("The Bank of England kept the rate.", id="bank-of-england"),
        pytest.param("The solicitor wrote a cheque for the barrister.", id="faint-signs-alone"),
        pytest.param("The color of the center was a favor of the organization.", id="spelling-alone"),
        pytest.param("Ukraine, eureka, usable, Indianapolis.", id="inside-other-words"),
        pytest.param("", id="nothing"),
    ],
)  # fmt: skip
def test_a_name_is_not_a_law(text: str) -> None:
    """Pronouns, people, journeys and spelling say nothing of whose law a piece speaks of."""
    assert [] == values(JURISDICTION, text)


def test_front_matter_wins() -> None:
    """What the author declared stands, in that order, its country after it, whatever the words say."""
    of = item(jurisdictions=("CA-ON", "IE"), body="The Texas Supreme Court cited an Irish judge.")
    declared = [facet for facet in facets(of) if facet.kind_of is JURISDICTION]

    assert [("CA-ON", 1.0), ("IE", 1.0), ("CA", 1.0)] == [(facet.value, facet.score) for facet in declared]
    assert [[], ["Irish judge"], []] == [[each.words for each in facet.evidence] for facet in declared]


def test_a_law_mentioned_in_passing_is_not_what_a_piece_speaks_of() -> None:
    """One foreign court beside five signs of the home law is a comparison."""
    home = "HMRC, Acas, the Equality Act 2010, the employment tribunal and Companies House all ask. "

    assert ["GB"] == values(JURISDICTION, home + "A Texas court might not.")


def test_a_country_has_the_words_of_its_parts() -> None:
    """A country is explained by what was said of its states, and is at least as sure."""
    found = {f.value: f for f in facets(item(body="Texas law and Ohio law differ.")) if f.kind_of is JURISDICTION}

    assert {"Texas law", "Ohio law"} == {each.words for each in found["US"].evidence}
    assert found["US"].score > found["US-TX"].score == found["US-OH"].score


def test_a_rule_is_named_with_the_words() -> None:
    """Whoever asks why sees the author's words and the phrase or pattern that found them."""
    told = evidence(JURISDICTION, "GB", "The Employment\nTribunal asked for £5,000 under UK law.")

    assert {
        "Employment\nTribunal": "employment tribunal", "£5,000": "pounds sterling", "UK law": "UK, with its law or court",
    } == told  # fmt: skip


# Industry


@pytest.mark.parametrize(
    ("text", "industry"),
    [
        pytest.param("The dairy farm sells its milk to a food producer.", "farming-food", id="farm"),
        pytest.param("The main contractor sent a pay less notice to the subcontractor.", "construction-property", id="building"),
        pytest.param("A retailer closed its last department store.", "retail", id="shop"),
        pytest.param("The restaurant lost its premises licence.", "hospitality", id="restaurant"),
        pytest.param("The factory stopped its production line.", "manufacturing", id="factory"),
        pytest.param("The haulier left the pallets at the depot for the courier.", "transport-logistics", id="haulier"),
        pytest.param("The shipowner denied that the vessel was late: a claim for demurrage.", "shipping", id="ship"),
        pytest.param("The airline cancelled, and the airport closed.", "aviation", id="airline"),
        pytest.param("The tour operator cancelled a package holiday.", "tourism", id="holiday"),
        pytest.param("The wind farm needs a power purchase agreement.", "energy", id="wind"),
        pytest.param("The hospital lost the medical records of a patient.", "health", id="hospital"),
        pytest.param("The school must answer the pupil and the head teacher.", "education", id="school"),
        pytest.param("The startup sells software to app developers.", "technology", id="software"),
        pytest.param("The record label owed the songwriter royalties.", "media-arts", id="music"),
        pytest.param("The football club dropped the footballer.", "sport", id="football"),
        pytest.param("The hedge fund and the asset manager disagree.", "financial-services", id="fund"),
        pytest.param("The charity owns the church.", "charities-faith", id="charity"),
        pytest.param("The county council refused a freedom of information request.", "public-sector", id="council"),
        pytest.param("The accountancy firm was sued for professional negligence.", "professional-services", id="accountants"),
        pytest.param("The pharmaceutical company halted the clinical trial.", "life-sciences", id="medicines"),
    ],
)  # fmt: skip
def test_the_business_that_a_piece_is_about_comes_first(text: str, industry: str) -> None:
    """Two words of a trade in a short text say whose business it is."""
    assert industry == values(INDUSTRY, text)[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("She was walking by the river bank on a bank holiday.", id="banks"),
        pytest.param("It is a school of thought from law school.", id="law-school"),
        pytest.param("Give it a little time, and do it in good faith.", id="it-and-faith"),
        pytest.param("The tenant left a kitchen table in the field.", id="faint-signs-alone"),
        pytest.param("The lease binds the landlord and the tenant.", id="lease"),
        pytest.param("The farm was sold. " + "Nothing else in this text speaks of any trade at all. " * 40, id="one-word-in-many"),
    ],
)  # fmt: skip
def test_a_word_in_passing_is_no_industry(text: str) -> None:
    """Idioms, furniture and one stray word in a long text do not make a trade."""
    assert [] == values(INDUSTRY, text)


def test_at_most_three_industries_are_given() -> None:
    """A piece about every trade is given its three strongest."""
    everything = "Farm, farmer, school, pupil, hospital, nurse, airline, aircraft, restaurant, hotel, charity, church."

    assert 3 == len(values(INDUSTRY, everything))


# Stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        pytest.param("What to bring to your first meeting, and when to call a solicitor.", "first-enquiry", id="enquiry"),
        pytest.param("Do I need a lawyer? Do I need a solicitor?", "first-enquiry", id="need"),
        pytest.param("He rang us out of the blue. An enquiry came.", "first-enquiry", id="blue"),
        pytest.param("Before we start you get a letter of engagement, after a conflict check.", "taking-instructions", id="letter"),
        pytest.param("We keep you informed while the case is running, with a weekly update.", "during-the-matter", id="during"),
        pytest.param("I had to tell her that we lost. It is hard to bring bad news.", "bad-news", id="lost"),
        pytest.param("Our bill was too high. The hourly rate was agreed.", "the-bill", id="bill"),
        pytest.param("On completion day the keys were handed over.", "completion", id="keys"),
        pytest.param("A year later she still writes. They kept in touch.", "afterwards", id="later"),
    ],
)  # fmt: skip
def test_the_stage_of_a_clients_journey_is_named(text: str, stage: str) -> None:
    """What happens between a client and a firm is recognised by how people tell it."""
    assert stage == values(STAGE, text)[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The bill of lading said forty. The bill of lading was wrong; two bills of lading were.", id="lading"),
        pytest.param("A bill of sale, the Bill of Rights, and the tax bill.", id="other-bills"),
        pytest.param("The Bill passed its second reading. Bill rang on Monday.", id="parliament-and-a-person"),
        pytest.param("Practical completion was certified in March.", id="building"),
        pytest.param("The lease has clauses. Read them.", id="law-alone"),
    ],
)  # fmt: skip
def test_other_bills_and_completions_are_no_stage(text: str) -> None:
    """A bill of lading is not the lawyer's bill, and a finished roof is not the end of a matter."""
    assert [] == values(STAGE, text)


def test_at_most_two_stages_are_given() -> None:
    """A piece that walks through the whole journey is given its two strongest stages."""
    text = "Free consultation, conflict check, our bill, legal fees, bad news, we lost, completion day, christmas card."

    assert 2 == len(values(STAGE, text))


# Kind

STORY = (
    "She came to us on a wet Monday with a lease in a bread bag. I read it that evening. We rang the landlord the next "
    "morning, and he laughed. A week later our client signed, and she told us that she had slept."
)
ARTICLE = (
    "## What is a break clause?\n\nUnder section 24 you must give notice in writing. The court held that a tenant must "
    "comply with every condition. If you are late, the landlord may refuse.\n\n## Must you repair?\n\nYou should check "
    "whether the lease requires it. The Act applies to business tenancies."
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(STORY, ["story"], id="story"),
        pytest.param(ARTICLE, ["article"], id="article"),
        pytest.param("He asked me to come at once. I drove all night. We found the ledger, and he cried.", ["story"], id="night"),
        pytest.param("Employers must keep records. Regulation 9 says how. You may keep them on paper.", ["article"], id="duty"),
        pytest.param("A kettle is red.", [], id="neither"),
        pytest.param("I may. You will. He has a will.", [], id="may-and-will"),
        pytest.param("We rang her. She said yes. You must give notice. The law requires it.", [], id="both"),
    ],
)  # fmt: skip
def test_a_piece_reads_as_a_story_or_as_an_article(text: str, kinds: list[str]) -> None:
    """What happened to somebody is a story; what the law asks is an article; what is both, or neither, is not said."""
    assert kinds == values(KIND, text)


@pytest.mark.parametrize("slug", EXPECTED)
def test_every_sample_piece_reads_as_what_it_is(slug: str) -> None:
    """The firm's own stories read as stories, its articles as articles, and nobody is told to move one."""
    of = sample(slug)
    found = facets(of)

    assert [of.kind.value] == [facet.value for facet in found if facet.kind_of is KIND]
    assert kind_note(of, found) is None


@pytest.mark.parametrize("slug", [slug for slug in EXPECTED if sample(slug).jurisdictions])
def test_the_words_of_the_sample_pieces_agree_with_their_front_matter(slug: str) -> None:
    """Without its front matter, no piece is given a law of a country that its author did not declare first."""
    of = sample(slug)
    found = [f.value for f in facets(replace(of, jurisdictions=())) if f.kind_of is JURISDICTION]
    countries = {place.partition("-")[0] for place in of.jurisdictions}

    # What EU law asks is Irish law, too.
    assert not found or countries & {place.partition("-")[0] for place in found}
    assert {place.partition("-")[0] for place in found} <= countries | {"EU"}


def test_a_story_that_explains_is_told_what_to_do() -> None:
    """A story without a client in it, full of "you must", is sent to the articles, with its words."""
    of = story(title="Break clauses", summary="", body=ARTICLE)
    note = kind_note(of, facets(of))

    assert note is not None
    assert note.startswith("This story reads as an article (“")
    assert note.endswith("tell what happened to a client, or move the file to content/articles/.")
    assert "“The court held”" in note


def test_an_article_that_tells_of_a_client_is_told_what_to_do() -> None:
    """An article with a client in it is sent to the stories, where it waits for a clearance."""
    of = item(title="A lease in a bread bag", summary="", body=STORY)

    assert (
        "This article tells of a client (“our client signed”, “She came to us”): move the file to stories/, "
        "where it waits for a recorded clearance, or take the client out."
    ) == kind_note(of, facets(of))


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(story(body=STORY), id="story-that-is-one"),
        pytest.param(item(body=ARTICLE), id="article-that-is-one"),
        pytest.param(item(kind=Kind.ELSEWHERE, body=STORY), id="elsewhere"),
        pytest.param(item(body="I was mate of a ship. I counted the bags. He laughed, and we sailed."), id="own-life"),
        pytest.param(story(body=ARTICLE + "\n\nOur client did not know that."), id="story-with-a-client"),
        pytest.param(item(title="", summary="", body="A kettle is red."), id="neither"),
    ],
)
def test_a_note_is_only_for_a_piece_that_plainly_lies_in_the_wrong_folder(of: Item) -> None:
    """Stories of the author's own life are no client's, and another site's pieces stay where they are."""
    assert kind_note(of, facets(of)) is None


# Scores and evidence

WORDS = st.lists(
    st.sampled_from(
        ["US", "us", "New", "York", "Act", "Parliament", "I", "lost", "law", "court", "of", "the", "in", "state", "Employment", "tribunal", "bill", "our", "client", "farm",
         "İstanbul", "ſection", "section 12(3)", "£5,000", "you must", "she said", "\n", "\n\n", "\n> ", " ", "’s", "(", "**", "_", "# Why?", "\xa0"]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(title=st.text(max_size=40) | WORDS, summary=WORDS, body=st.text() | WORDS)
def test_evidence_holds_the_authors_words(title: str, summary: str, body: str) -> None:
    """Whatever a text contains, each facet's words stand at their offsets, and its score is between 0 and 1."""
    of = item(title=title, summary=summary, body=body, html="")
    texts = {"title": headline(of), "body": of.body}
    found = facets(of)
    kind_note(of, found)

    for facet in found:
        assert facet.evidence
        assert 0 < facet.score <= 1
        assert facet.value in names(facet.kind_of)
        for each in facet.evidence:
            assert each.words
            assert each.words == texts[each.where][each.start : each.end]
    for aspect in Aspect:
        scores = [facet.score for facet in found if facet.kind_of is aspect]
        assert sorted(scores, reverse=True) == scores


def test_the_headline_counts_double() -> None:
    """What an author says in the title or summary is worth twice as much as in the body."""
    of = item(title="The tribunal", summary="An employment tribunal.", body="An employment tribunal.")
    (facet,) = (facet for facet in facets(of) if facet.kind_of is JURISDICTION)

    assert Evidence(
        words="employment tribunal", where="title", start=17, end=36, weight=2.0, rule="employment tribunal"
    ) == facet.evidence[0]  # fmt: skip
    assert ("body", 1.0) == (facet.evidence[1].where, facet.evidence[1].weight)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The employment\ntribunal sat.", id="line-end"),
        pytest.param("The employment  \n  tribunal sat.", id="spaces"),
        pytest.param("> The employment\n> tribunal sat.", id="quotation"),
        pytest.param("The EMPLOYMENT TRIBUNAL sat.", id="capitals"),
        pytest.param("The **employment tribunal** and the _employment tribunal_ sat.", id="emphasis"),
        pytest.param("The [employment tribunal](https://court.example/) sat.", id="link"),
        pytest.param("The employment\xa0tribunal sat.", id="no-break-space"),
    ],
)
def test_a_phrase_is_found_however_it_is_laid_out(text: str) -> None:
    """Line ends inside a paragraph, quotation marks, emphasis and capitals hide nothing."""
    assert ["GB"] == values(JURISDICTION, text)


def test_a_phrase_does_not_reach_over_paragraphs() -> None:
    """The last word of one paragraph and the first of the next are not a phrase."""
    assert [] == values(JURISDICTION, "It was about employment\n\nTribunal hearings are public.")


def test_a_facet_without_evidence_is_refused() -> None:
    """What nobody declared and no word says cannot be explained."""
    with pytest.raises(ValueError, match="cannot be explained: industry retail"):
        Facet(kind_of=INDUSTRY, value="retail", score=0.5, evidence=())


@pytest.mark.parametrize("aspect", Aspect)
def test_every_phrase_of_the_list_is_written_as_it_can_be_found(aspect: Aspect) -> None:
    """No bracket, star or double space is left in a phrase, and each speaks once for a value."""
    family = families()[aspect]
    phrases = [*family.phrases, *family.places]

    assert [] == [each for each in phrases if set(each) & set("[]|*") or each != " ".join(each.lower().split())]
    assert [] == [each for each, its in family.phrases.items() if len({sign.value for sign in its}) < len(its)]


@pytest.mark.parametrize("aspect", Aspect)
def test_every_value_has_a_name(aspect: Aspect) -> None:
    """Each value can be shown to a reader, and each part of a country has its country beside it."""
    assert all(name[:1].isupper() for name in names(aspect).values())
    assert aspect is not JURISDICTION or {code.partition("-")[0] for code in names(aspect)} <= set(names(aspect))
