"""The duties that ship with the program, each with the law it rests on. Rows, not branches; never trust a page.

What was read in a source is in ``OBLIGATIONS``; what nobody has read in the law itself is in ``NOT_VERIFIED``, with
what is missing, and is switched off until a jurist has corrected the row.
"""

from __future__ import annotations

from datetime import date

from calendars.deadline_rules import Basis
from domain.model.body import BodyKind
from domain.rules.obligation import Authority, LawPeriod, Obligation, Override, Publication, Repeal, Season

_CHECKED_ON = date(2026, 11, 22)
_NEW_YEAR = (12, 31)


def _law(
    source: str,
    *,
    first_year: int,
    due: tuple[int, int],
    valid_from: date,
    every_years: int = 1,
    covers_to: tuple[int, int] = _NEW_YEAR,
    covers_year: int = 0,
) -> LawPeriod:
    """A wording that could be known from the day it held."""
    return LawPeriod(
        every_years=every_years,
        first_year=first_year,
        due=due,
        covers_to=covers_to,
        source=source,
        valid_from=valid_from,
        known_from=valid_from,
        checked_on=_CHECKED_ON,
        covers_year=covers_year,
    )


# The two-year rounds: 2009, 2011, 2015 and 2017 were read, 2007 and 2013 follow from the interval. The ministry's own
# page still describes the three-year duty as if it were in force.
_EQUALITY = Obligation(
    key="ligestillingsredegoerelse",
    title="Ligestillingsredegørelse",
    approver=BodyKind.COUNCIL,
    submitted_to="ministeren for ligestilling",
    binds=frozenset(Authority),
    laws=(
        _law(
            "ligestillingsloven § 5 a stk. 3 (ændret 2006: 1. november)",
            every_years=2,
            first_year=2007,
            due=(11, 1),
            covers_to=(10, 31),
            valid_from=date(2006, 7, 1),
        ),
        _law(
            "ligestillingsloven §§ 5 og 5 a (ændret med virkning fra 1. maj 2019: inden den 1. juni)",
            every_years=3,
            first_year=2020,
            due=(5, 31),
            covers_to=(5, 31),
            valid_from=date(2019, 5, 1),
        ),
    ),
    repeal=Repeal(
        valid_from=date(2025, 1, 1),
        source="lov nr. 1470 af 10. december 2024",
        known_from=date(2024, 12, 10),
        checked_on=_CHECKED_ON,
    ),
)

_SHIPPED = (
    _EQUALITY,
    Obligation(
        key="budget",
        title="Budget",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        readings=2,
        gap_days=21,
        # § 37: the økonomiudvalg prepares the proposal, for the first reading about 15 September (Herning 2014: 16
        # September and 7 October, Fredensborg 2017: 4 and 25 September).
        seasons=(Season(BodyKind.FINANCE, (8, 15)), Season(BodyKind.COUNCIL, (9, 1))),
        laws=(
            _law(
                "kommunestyrelsesloven § 38 stk. 1 (to behandlinger med mindst tre uger imellem) og "
                "budgetbekendtgørelsen (vedtaget senest 15. oktober)",
                first_year=2014,
                due=(10, 15),
                covers_year=1,
                valid_from=date(2014, 1, 1),
            ),
        ),
        overrides=(Override(2019, date(2019, 11, 5), "fristen for 2. behandling flyttet til 5. november 2019"),),
    ),
    Obligation(
        key="aarsregnskab",
        title="Årsregnskab",
        approver=BodyKind.COUNCIL,
        submitted_to="revisionen",
        laws=(
            _law(
                "kommunestyrelsesloven § 45 (til revisionen senest 1. juni, til og med regnskab 2013)",
                first_year=2011,
                due=(6, 1),
                covers_year=-1,
                valid_from=date(2011, 1, 1),
            ),
            _law(
                "kommunestyrelsesloven § 45 (til revisionen senest 1. maj, fra regnskab 2014)",
                first_year=2015,
                due=(5, 1),
                covers_year=-1,
                valid_from=date(2015, 1, 1),
            ),
        ),
    ),
    Obligation(
        key="danmarkskort",
        title="Danmarkskort",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        laws=(
            _law(
                "retssikkerhedsloven § 79 b (behandles inden udgangen af det år, tallene offentliggøres)",
                first_year=2017,
                due=_NEW_YEAR,
                covers_year=-1,
                valid_from=date(2017, 1, 1),
            ),
            _law(
                "retssikkerhedsloven § 79 b (fra 1. juli 2022 også beslutning om handlingsplan)",
                first_year=2022,
                due=_NEW_YEAR,
                covers_year=-1,
                valid_from=date(2022, 7, 1),
            ),
        ),
        awaits="Danmarkskortets tal",
        publications=(
            Publication(2018, date(2018, 4, 17), "sm.dk: Danmarkskort"),
            Publication(2023, date(2023, 6, 23), "sm.dk: Danmarkskort"),
        ),
    ),
    Obligation(
        key="moedeplan",
        title="Mødeplan",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        laws=(
            _law(
                "kommunestyrelsesloven § 8 stk. 1 (offentliggøres ved regnskabsårets begyndelse)",
                first_year=2011,
                due=(1, 1),
                valid_from=date(2011, 1, 1),
            ),
        ),
    ),
    Obligation(
        key="planstrategi",
        title="Planstrategi",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        laws=(
            _law(
                "planloven § 23 a (offentliggøres inden udgangen af valgperiodens første halvdel)",
                every_years=4,
                first_year=2011,
                due=_NEW_YEAR,
                covers_year=2,
                valid_from=date(2010, 1, 1),
            ),
        ),
    ),
    Obligation(
        key="konstituerende",
        title="Konstituerende møde",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        seasons=(Season(BodyKind.COUNCIL, (12, 1), Basis.LAW),),
        laws=(
            _law(
                "kommunestyrelsesloven (konstituerende møde 1.–15. december i valgåret)",
                every_years=4,
                first_year=2013,
                due=(12, 15),
                covers_year=4,
                valid_from=date(2013, 1, 1),
            ),
        ),
    ),
    Obligation(
        key="budgetforslag",
        title="Budgetforslag til 1. behandling",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        laws=(
            _law(
                "budgetbekendtgørelsen (materialet til 1. behandling senest 15. september)",
                first_year=2014,
                due=(9, 15),
                covers_year=1,
                valid_from=date(2014, 1, 1),
            ),
        ),
        not_verified="datoen 15. september er ikke læst i den gældende budgetbekendtgørelse",
    ),
    Obligation(
        key="revisionsberetning",
        title="Revisionsberetning",
        approver=BodyKind.COUNCIL,
        submitted_to="Ankestyrelsen",
        laws=(
            _law(
                "kommunestyrelsesloven §§ 42 og 57 (beretningen 15. juni, den endelige afgørelse 1. september)",
                first_year=2015,
                due=(9, 1),
                covers_year=-1,
                valid_from=date(2015, 1, 1),
            ),
        ),
        not_verified="datoerne 15. juni og 1. september er ikke læst i loven",
    ),
    Obligation(
        key="regionsbudget",
        title="Budget",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        readings=2,
        binds=frozenset({Authority.REGION}),
        laws=(
            _law(
                "regionsloven (budget i to behandlinger)",
                first_year=2014,
                due=(10, 1),
                covers_year=1,
                valid_from=date(2014, 1, 1),
            ),
        ),
        not_verified="regionslovens frister og dagene mellem behandlingerne er ikke læst",
    ),
    Obligation(
        key="halvaarsregnskab",
        title="Halvårsregnskab",
        approver=BodyKind.COUNCIL,
        submitted_to="",
        laws=(
            _law(
                "kommunestyrelsesloven § 45 a (første halvår, siden 2011)",
                first_year=2011,
                due=(9, 1),
                covers_to=(6, 30),
                valid_from=date(2011, 1, 1),
            ),
        ),
        not_verified="datoen 1. september er ikke læst i budgetbekendtgørelsen",
    ),
    Obligation(
        key="apv",
        title="Arbejdspladsvurdering",
        approver=BodyKind.MED,
        submitted_to="",
        binds=frozenset(Authority),
        laws=(
            _law(
                "arbejdsmiljøloven § 15 a (mindst hvert tredje år)",
                every_years=3,
                first_year=2023,
                due=_NEW_YEAR,
                valid_from=date(2020, 1, 1),
            ),
        ),
        not_verified="paragraffen er ikke læst, og året følger den enkelte arbejdsplads",
    ),
    Obligation(
        key="trivselsmaaling",
        title="Trivselsmåling",
        approver=BodyKind.MED,
        submitted_to="",
        binds=frozenset(Authority),
        basis=Basis.AGREEMENT,
        laws=(
            _law(
                "aftale om trivsel og sundhed § 3 (mindst hvert tredje år)",
                every_years=3,
                first_year=2023,
                due=_NEW_YEAR,
                valid_from=date(2015, 1, 1),
            ),
        ),
        not_verified="aftalen siger hvor tit, ikke hvornår: kommunens egne år mangler",
    ),
)

OBLIGATIONS: dict[str, Obligation] = {one.key: one for one in _SHIPPED if one.is_in_use}
NOT_VERIFIED: dict[str, Obligation] = {one.key: one for one in _SHIPPED if not one.is_in_use}
