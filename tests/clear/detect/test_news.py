"""Pointers to what the press had of a matter, and talk of the press that points nowhere."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.detect.news import find
from pipeline.model import Kind
from tests.clear.detect.reading import found, hits

POINTERS = {
    "read about": "You may have read about the nursery case last summer.",
    "headlines": "The fire made national headlines.",
    "viral": "His dispute with the club went viral.",
    "recall": "Readers may recall the crash on the coast road.",
    "anyone who watched": "Anyone who watched the evening news that week will know the bridge.",
    "front page": "For three days her photograph was on the front page.",
    "local paper": "The local paper ran the story twice.",
    "reporters": "Reporters camped outside the surgery for a week.",
    "cameras": "There were cameras outside the court every morning.",
    "all over": "By lunchtime it was all over Facebook.",
    "footage": "The footage did the rounds, and strangers knew her name.",
    "trended": "The hashtag trended for two days.",
    "views": "The clip had two million views before he saw it himself.",
    "documentary": "A television documentary has since been made about the rescue.",
    "podcast": "The case became the subject of a true-crime podcast.",
    "google": "Google the name of the ship and you will find it.",
    "search": "A quick search online brings the whole story up.",
    "talk of the town": "The sale of the pier was the talk of the town.",
    "BBC": "She told the BBC what had happened, and then she rang us.",
    "channel": "He had been interviewed on breakfast television.",
    "named paper": "The Slaidley Gazette printed a picture of the barn.",
    "covered": "The inquest was covered by every newspaper in the county.",
    "press interest": "There was a great deal of press interest in the boundary.",
    "media storm": "In the middle of a media storm she stopped answering the phone.",
    "high-profile": "It was one of the most high-profile divorces of the decade.",
    "much-publicised": "Our client was hurt in the much-publicised collapse of a stand.",
    "tabloids": "The tabloids had given him a nickname by then.",
    "radio": "You could hear about it on the radio all that winter.",
    "gossip": "The gossip columns had them married and parted in a year.",
    "film crew": "A film crew followed the family for a month.",
    "splashed": "Her face was splashed across the Sunday papers.",
    "seen on": "You will have seen the pictures on television.",
    "headline writers": "The headline writers called it the Battle of the Bins.",
    "making news": "The row was making news as far away as Sydney.",
    "reported": "The accident was widely reported at the time.",
    "phone-in": "Callers argued about her on the morning phone-in.",
    "newsreaders": "The story led the six o'clock news.",
    "journalist": "A journalist got hold of the letter and printed it.",
    "famous case": "If you followed the case in the papers you know the ending.",
    "video shared": "A video of the arrest was shared thousands of times.",
    "live-streamed": "The eviction was live-streamed by a neighbour.",
    "everyone knew": "Everyone in the village was talking about the will.",
    "press photographers": "Press photographers waited at the gate.",
    "magazine": "She appeared in a glossy magazine with the dog.",
    "netflix": "There is now a Netflix series about the heist.",
    "paparazzi": "The paparazzi found the cottage within a day.",
    "notorious": "He had rented a flat in what became a notorious tower.",
    "tweeted": "A footballer tweeted about it and the rest is history.",
    "on the news": "She first saw the flames on the news.",
    "breaking": "It was breaking news on every channel.",
}
NOTHING = [
    "You may remember that deposits must be protected within 30 days.",
    "The reform was much discussed by housing lawyers.",
    "News of the rule change spread fast.",
    "The reform made headlines when it was announced.",
    "A local newspaper asked us about a contract.",
    "You may have read about the new Act.",
    "The press may attend most hearings.",
    "Our newsletter goes out on the first Monday of the month.",
    "You may have seen that the rates changed in April.",
    "The good news came by second post.",
    "She had bad news for the buyer.",
    "The printing press stood in the hall.",
    "We acted for a radio station over its licence.",
    "A journalist asked us to look over her contract.",
    "The newspaper's terms allowed a refund.",
    "He was dismissed over a post on social media.",
    "The employee wrote about her manager on Facebook.",
    "A documentary maker needed a licence for the music.",
    "The publisher cut two chapters.",
    "A podcast company wanted the name registered.",
    "Mediation keeps a dispute out of the newspapers.",
    "It never made the papers, and both sides were glad.",
    "The hotel advertised in a magazine.",
    "Notice was published in the London Gazette.",
    "You may remember our article on break clauses.",
    "The Budget was on the front page for other reasons.",
    "The search of the register took a day.",
    "A search online showed that the mark was taken.",
    "The camera over the door had recorded the parcel.",
    "The footage from the doorbell settled the argument.",
    "The story of the fence begins in spring.",
    "The television was broken when it arrived.",
    "She found the flat on a website.",
    "He sold the bicycle on an online marketplace.",
    "The video of the site visit helped the surveyor.",
    "Defamation law protects a person named in the press.",
    "The papers were in a box under the stairs.",
    "We filed the papers on Monday.",
    "The court papers ran to four files.",
    "News travels slowly in probate.",
    "The paper it was printed on was cheap.",
    "The headline rate of tax did not change.",
    "She follows the news and knew that the law had changed.",
    "No publicity is one reason why people mediate.",
    "The press release was approved by both sides.",
    "He pressed the button, and the gate closed.",
    "You may have heard that a handshake binds nobody.",
    "The channel between the two fields was blocked.",
    "The insurer covered the storm.",
    "An online search engine wanted our client's data.",
    "The change was widely reported in the legal press.",
    "The post came at noon.",
]


#: Written after the detector, to see what it makes of other voices.
MORE_POINTERS = [
    "The regional news had the ferry on for a week.",
    "It ended up as a sketch on a comedy show.",
    "If you type the name of the dog into a search engine you will see why.",
    "Half the county has seen the photograph.",
    "The picture of the digger in the pond went everywhere.",
    "A wildlife vlogger put the whole thing on YouTube.",
    "The letters page argued about it until Lent.",
    "He was in all the papers that winter.",
    "A national breakfast show sent a van.",
    "The story ran in three languages.",
    "Listeners rang in about it for days.",
    "It even reached the Japanese newspapers.",
    "The evening paper gave it two pages and a map.",
    "Someone filmed the bailiffs and the film has been watched by half the town.",
    "Her interview on local television can still be watched.",
    "The quarrel has its own page on an online encyclopedia.",
    "You will find her picture if you look for the flood of that year.",
    "A sports writer called it the transfer of the decade.",
    "The island's newsletter, then the mainland papers, then the world's press took it up.",
    "The case is the one in the television drama about the lighthouse.",
    "A crime writer has put it into a novel.",
    "A radio play was made of it.",
    "Reporters offered money for the diary.",
    "The council's tweet about the tree had nine thousand replies.",
    "A satirical magazine gave the landlord a prize for it.",
    "There is a mural about it on the ring road.",
    "The wedding video is the one everybody shared that spring.",
    "It was the lead item on the regional bulletin.",
    "The forum of the model railway club was full of it.",
    "His mugshot ran on the six o'clock news.",
    "It has been the subject of questions in Parliament and a feature in a Sunday supplement.",
    "Fans of the band will remember why the tour stopped.",
    "Anyone in the trade will know which auction we mean.",
    "The hearing drew a crowd and two television vans.",
    "The live blog of the hearing had readers in nine countries.",
    "A cartoon of the goat hung in the tribunal's waiting room.",
    "She was door-stepped by a tabloid on the day of the funeral.",
    "The internet had opinions about the cake.",
    "News crews slept in their cars outside the farm.",
    "Half of Galway had an opinion about the swan by Sunday.",
    "The story was on the side of a bus for a month.",
    "Her name was in the crossword of a national paper that week.",
    "It was the second item after the weather.",
    "The evening anchor could not keep a straight face.",
    "A folk singer wrote three verses about the gate.",
    "The picture of him asleep at the wheel of the mower had eleven million views.",
    "If your cousin sent you a video of a sheep in a lift last autumn, it was this one.",
    "A late-night host held up the parking ticket and read it aloud.",
    "The trade papers called it the cheese war.",
    "Drone footage of the roof was on the evening bulletin.",
    "Public radio sent a producer to sit in the orchard.",
    "It was picked up by two wire services and a gardening channel.",
    "Somebody put up a tribute page, and it still gets comments.",
    "She was recognised in the supermarket for a year afterwards.",
    "A question about it came up on a quiz show.",
    "Every fishing forum in the province had a thread on it.",
    "You can hear her side of it on a podcast for people who like boats.",
    "The town council live-streams its meetings, and that one has been watched by ninety thousand people.",
    "National newspapers sent photographers to the allotment.",
    "The stall has a plaque now, and tourists take selfies with it.",
    "Social media named the driver before the police did.",
    "It was in the papers, as these things are.",
    "Look up the name of the boat and the year, and there it is.",
    "A morning television couple argued about the verdict over breakfast.",
    "Her photograph, in the yellow coat, was on every news stand in the state.",
    "The dispute had its own hashtag before it had a court number.",
    "A well-known columnist took the landlord's side.",
    "It was even mentioned in the weather forecast.",
    "The regional channel showed the digger on a loop.",
    "The story of the parrot was told on three continents.",
    "You will find the recording if you search for the town and the word parrot.",
    "Two journalists and a man with a boom waited by the bins.",
    "The local weekly ran a poll.",
    "People who follow cycling will know the photograph.",
    "A true-crime programme came to film the barn.",
    "The mayor read about it in the Sunday paper.",
    "There was an editorial about our client in the state's biggest newspaper.",
]
MORE_NOTHING = [
    "The local radio station renewed its lease.",
    "We filed the forms online.",
    "The notice must be published in a newspaper circulating in the area.",
    "The court may sit in private and keep reporters out.",
    "A photographer asked us who owned the pictures.",
    "She took photographs of the damp every week.",
    "The video call lasted an hour.",
    "The dashcam footage showed the light was red.",
    "He had posted the letter on a Friday.",
    "The story has a quiet ending.",
    "This story is about a wall.",
    "Everyone in the room agreed.",
    "The whole village used the path.",
    "The committee's report ran to nine pages.",
    "The front page of the contract listed the parties.",
    "The search took ten days.",
    "She shared the photographs with the other side.",
    "Thousands of people miss this deadline.",
    "The seller's website still showed the old price.",
    "You may have seen adverts for such schemes.",
    "You may recall that limitation is six years.",
    "If you read one page of your lease, read the schedule.",
    "The podcast is recorded in our kitchen.",
    "Our video on break clauses is three minutes long.",
    "She runs a magazine for anglers and needed terms and conditions.",
    "The television in the common room was the landlord's.",
    "A phone call settled it.",
    "The camera shop owed two months' rent.",
    "He found the tenant through an online platform.",
    "The clause had been copied from the internet.",
    "A blogger was sent a takedown notice under the Act.",
    "The press was a lathe and the dispute was about its guard.",
    "The publisher paid royalties twice a year.",
    "The film company needed a licence for the music.",
    "The picture hung in the hall until the divorce.",
    "Readers of this page will know the difference between a lease and a licence.",
    "Those who rent may remember the old form.",
    "The defamation claim was about a post in a neighbourhood group.",
    "Nobody was named and no newspaper was told.",
    "The trial was listed for three days.",
    "It never reached the newspapers.",
    "He followed the advice on the website.",
    "The radio was on when we called.",
    "He reads the paper every morning.",
    "The paper trail ran to 1998.",
    "She watched a video about probate on our site.",
    "A photograph of the fence settled it.",
    "The clerk posted the list online.",
    "The photographs were dated and signed.",
    "He had seen an advertisement in the newspaper.",
    "The story could have ended in court.",
    "News that the sale had gone through came on Friday.",
    "The estate included a collection of films.",
    "The neighbours exchanged messages in a group chat.",
    "A film of dust lay on the file.",
    "The committee publishes its minutes on its website.",
    "We recorded a short interview with the new partner.",
    "The magazine's subscribers were told of the breach.",
    "She had bought the camera online and it never came.",
    "It was no secret that the roof leaked.",
    "A picture was missing from the inventory.",
    "The school's website had the old policy.",
    "The screen in the waiting room showed the number.",
    "The whole village came to the hearing.",
]


@pytest.mark.parametrize("text", [*POINTERS.values(), *MORE_POINTERS])
def test_pointers_to_press_and_screens_are_found(text: str) -> None:
    """Words that tell readers where to look the matter up are reported."""
    assert found(find, text)


@pytest.mark.parametrize("text", [*NOTHING, *MORE_NOTHING])
def test_talk_of_the_law_and_of_media_clients_is_left_alone(text: str) -> None:
    """News of the law, media as clients and papers in a box point to nobody."""
    assert [] == found(find, text)


def test_an_article_is_not_searched() -> None:
    """An article may speak of what the papers had."""
    assert [] == found(find, "The fire made national headlines.", Kind.ARTICLE)


@pytest.mark.parametrize("text", ["THE FIRE MADE NATIONAL HEADLINES.", "the fire made national headlines"])
def test_capitals_make_no_difference(text: str) -> None:
    """A pointer is one in any case."""
    assert found(find, text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*POINTERS.values(), *NOTHING, "\n\n", "the press", "viral", "İ"]), max_size=5))
def test_places_lie_in_the_text_in_order_and_apart(parts: list[str]) -> None:
    """Whatever stands together, each place is inside the text and none overlaps another."""
    text = " ".join(parts)
    places = [(hit.start, hit.end) for hit in hits(find, text)]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


MORE_NEWS = [
    "A clip of the argument in the car park went round the whole valley by teatime.",
    "The island's Facebook group talked of nothing else.",
    "Half of Facebook had a view on the hedge.",
    "There was a phone-in about it on the local station.",
    "Somebody put it on the village website, and the comments ran to forty pages.",
    "A true-crime series has since done an hour on it.",
    "It was on every placard outside every newsagent.",
    "Everyone in town had taken sides by Friday.",
    "Somebody's dashcam footage did the rounds.",
    "His restaurant's reviews turned nasty overnight, four hundred of them.",
    "A man from the wireless turned up with a microphone.",
    "It ended up as a question on a panel game.",
    "The council's own livestream of the meeting was shared nine thousand times.",
    "The local rag called her the hedge queen.",
    "A playwright has made an evening of it.",
    "You couldn't open a newspaper that week without seeing the dog.",
    "The parish magazine ran it over two issues.",
    "It was the talk of the market for a year.",
    "Strangers wrote to her from Peru.",
    "The row was the lead story on the lunchtime bulletin.",
    "A drone picture of the wall got forty thousand likes.",
    "She was booed at the panto, thanks to the coverage.",
    "An Australian podcast gave the case three episodes.",
    "There were placards on the green and a man from the Bugle with a camera.",
    "The whole of the peninsula had a theory.",
    "His wedding speech is on YouTube, where two million have watched it.",
    "The tribunal made the six o'clock bulletins.",
    "Type the dog's name into any search engine and you will see.",
    "It was in the Sundays by the weekend.",
    "Someone wrote a limerick about it for the county magazine.",
    'The critics called her restaurant "the rudest in the north".',
]


NOT_NEWS = [
    "The reviews of the hotel were good, and she booked online.",
    "He had filmed the leak on his phone for the surveyor.",
    "A podcast on the new rules is on our site.",
    "The tenant's group chat agreed on a date.",
    "Everybody in the family had an opinion on the roof.",
    "The gossip in the office was that she would leave.",
    "The radio in the kitchen was on while we talked.",
    "The post came late that day.",
    "The video link failed twice during the hearing.",
    "They posted the keys through the door.",
    "He papered the walls with old newspapers.",
    "The committee took sides over the gate.",
    "The bank's website was down.",
    "The landlord posted a notice on the door.",
    "The seller shared a video of the boiler with the surveyor.",
    "She wrote a review of the contract for the board.",
    "The magazine on the table was three years old.",
    "Everybody in the room agreed.",
    "The whole street had the same covenant.",
    "A planning notice went up on the lamp post.",
    "The documents were shared with the other side.",
    "We recorded a podcast on leases.",
]


@pytest.mark.parametrize("words", MORE_NEWS)
def test_more_wordings_are_found(words: str) -> None:
    """The same things said in other ways: a pointer to the media."""
    assert [] != found(find, words)


@pytest.mark.parametrize("words", NOT_NEWS)
def test_more_near_misses_are_left_alone(words: str) -> None:
    """What looks like it and is nothing of the kind."""
    assert [] == found(find, words)
