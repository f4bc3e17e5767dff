"""Names for new changesets: an adjective, a noun and a verb that read as a tiny sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count
from typing import Protocol

_ATTEMPTS = 100  # of 1.7 million names; more would mean that the chooser does not choose

ADJECTIVES = tuple(
    """
    agile amber ample apt artful awake balmy bold brave breezy bright brisk bubbly calm candid
    careful cheerful chipper civil clear clever cosy creamy crisp curious dainty dapper daring
    deft dewy eager early earnest easy elegant fair fancy fearless festive fine fleet fluffy fond
    frank free fresh friendly frosty fuzzy gentle giant glad gleaming golden good graceful grand
    green happy hardy hearty honest humble jolly jovial keen kind lively loyal lucid lucky mellow
    merry mighty mild misty modest neat nimble noble patient peaceful placid playful plucky polite
    proud quick quiet ready rosy round rustic serene sharp shiny silent silver sincere smart snug
    soft solid sparkling speedy spry starry steady sunny sweet swift tall tender thrifty tidy true
    upbeat velvet vivid warm wise witty zesty
    """.split()  # noqa: SIM905  words read better as words
)
NOUNS = tuple(
    """
    acorns anchors apples badgers bakers barges beacons beavers bees bells berries birches boats
    books bridges brooks buttons camels candles canoes carrots castles cedars cellos chestnuts
    clouds clovers comets cookies corals cranes crickets daisies dolphins donkeys doves drums ducks
    eagles elms falcons ferns ferries finches fireflies flutes foxes frogs gardens geese gliders
    goats harbors harps hazels hedgehogs herons hills horses islands ivies jays kettles kites
    koalas ladders lakes lanterns larks lemons lilacs lions llamas lynxes magpies maples meadows
    melons moles moons mosses mountains nutmegs oaks oceans olives orchids otters owls pandas
    parrots peaches pears pebbles pelicans penguins pianos pines planets ponies poppies puffins
    quails rabbits ravens rivers robins rockets sailors salmons seals sparrows spruces squirrels
    storks sunflowers swans teapots tigers toads trains tulips turtles valleys violins walruses
    whales willows wrens zebras
    """.split()  # noqa: SIM905  words read better as words
)
VERBS = tuple(
    """
    agree aim answer arrive ask bake balance beam begin bloom boast bounce bow build buzz call
    camp care carve cast chant chat cheer chime chirp clap climb coast cook count cruise dance
    dare dash decide dine dive doze draw dream dress drift drum exhale explore fetch fish float
    flow fly fold gallop gather gaze giggle glide glow greet grin grow guess hatch help hike hope
    hop hum hurry imagine invent jingle jog juggle jump knit land laugh launch learn leap lift
    linger listen look march marvel meet mend mingle move nap nod notice paddle paint pause perch
    plan plant play ponder pose promise purr race read relax rest return rhyme ride ring rise roam
    roll row run sail share shine sing skate skip smile soar spin sprint sprout stand stroll swim
    swing think travel trot twirl unwind visit wait wake walk waltz wander wave whistle wink wish
    wonder work write yodel zoom
    """.split()  # noqa: SIM905  words read better as words
)


class Chooser(Protocol):
    """What picks a word; `random.Random` is one."""

    def choice(self, words: Sequence[str], /) -> str:
        """One of `words`."""


def new_changeset_id(existing: Collection[str], chooser: Chooser) -> str:
    """An id such as `brave-otters-dance` that is not among `existing`.

    Case does not tell two ids apart: some file systems do not tell them apart either.
    """
    taken = {name.lower() for name in existing}
    for _ in range(_ATTEMPTS):
        candidate = "-".join(chooser.choice(words) for words in (ADJECTIVES, NOUNS, VERBS))
        if candidate not in taken:
            return candidate
    numbered = (f"{candidate}-{number}" for number in count(2))
    return next(name for name in numbered if name not in taken)
