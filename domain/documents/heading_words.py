"""The headings of agenda items as data: what every municipality calls them. Another's own are rows of its profile."""

from __future__ import annotations

from dataclasses import dataclass

from domain.documents.document import SectionKey


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """Headings that mean one section.

    ``exact``: the whole line, perhaps with its text behind a colon; ``opening``: how a short line may begin;
    ``labels``: a heading only with its text behind a colon ("Fravær: Ida Holm", but "Fravær" is an item).
    """

    key: SectionKey
    exact: tuple[str, ...]
    opening: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


HEADINGS = (
    HeadingWords(
        SectionKey.SUMMARY,
        exact=(
            "resume", "resumé", "sagsresume", "sagsresumé", "kort resume", "kort resumé", "sagens kerne",
            "sammendrag", "præsentation", "kort fortalt", "kort om sagen", "sagen kort", "sagens hovedindhold",
            "resumé af sagen", "resume af sagen", "kort om indholdet", "sagen i korte træk", "sagens resumé",
        ),
    ),
    HeadingWords(
        SectionKey.BACKGROUND,
        exact=(
            "baggrund", "anledning", "indledning", "indledning/baggrund", "indledning og baggrund",
            "baggrund for sagen", "sagens baggrund", "formål", "beslutningstema", "problemstilling", "historik",
            "sagens anledning", "baggrund og formål", "formål og baggrund", "baggrund og problemstilling",
            "hvorfor behandles sagen", "sagens baggrund og formål",
        ),
        opening=(
            "formål med sagen", "sagens formål",
        ),
    ),
    HeadingWords(
        SectionKey.CASE_PRESENTATION,
        exact=(
            "sagsfremstilling", "supplerende sagsfremstilling", "sagsfremstilling og økonomi", "sagsbeskrivelse",
            "beskrivelse af sagen", "sagsbehandling", "sagens indhold", "sagens oplysninger", "beskrivelse",
            "fremstilling", "løsning", "faktiske forhold", "forvaltningen oplyser", "administrationen oplyser",
            "hvad handler sagen om", "sagsoplysninger", "sagsfremstilling og vurdering", "redegørelse for sagen",
            "administrationens sagsfremstilling", "forvaltningens sagsfremstilling", "beskrivelse og vurdering",
            "sagens fakta", "indhold i sagen",
        ),
    ),
    HeadingWords(
        SectionKey.ECONOMY,
        exact=(
            "økonomi", "økonomiske konsekvenser", "bevilling", "finansiering", "bevillingsmæssige konsekvenser",
            "økonomi og finansiering", "konsekvenser for økonomien", "finansielle konsekvenser",
            "økonomi og ressourcer", "budgetmæssige konsekvenser", "økonomisk konsekvens",
        ),
        opening=(
            "økonomi og", "økonomiske konsekvenser", "økonomiske forhold", "økonomiske overvejelser",
            "økonomiske og", "økonomi/", "konsekvenser for økonomi",
        ),
    ),
    HeadingWords(
        SectionKey.LEGAL,
        exact=(
            "lovgrundlag", "retsgrundlag", "lovhjemmel", "retligt grundlag", "lovgrundlag og juridisk vurdering",
            "jura", "lovgivning", "lovgrundlag mv.", "hjemmel", "det juridiske grundlag", "regelgrundlag",
            "juridisk grundlag",
        ),
        opening=(
            "juridiske", "lovgrundlag", "retsgrundlag",
        ),
    ),
    HeadingWords(
        SectionKey.INVOLVEMENT,
        exact=(
            "inddragelse", "høring", "inddragelse og høring", "høring og inddragelse", "borgerinddragelse",
            "kommunikation", "inddragelse af borgere", "borgerinddragelse og høring", "høring og kommunikation",
            "høring og borgerinddragelse", "kommunikation og inddragelse", "høringssvar og inddragelse",
        ),
    ),
    HeadingWords(
        SectionKey.COMPETENCE,
        exact=(
            "kompetence", "beslutningskompetence", "hvem beslutter", "hvem afgør sagen", "sagen afgøres i",
            "sagen afgøres af", "afgøres af", "afgøres i", "besluttes af", "beslutningsorgan",
            "beslutning træffes af", "sagen besluttes i", "beslutningen træffes af", "kompetenceniveau",
            "hvem har kompetencen", "beslutningskompetencen", "kompetence til at afgøre sagen", "sagen afgøres",
            "afgørelseskompetence", "beslutningsniveau", "endelig beslutning i", "sagen afgøres endeligt i",
            "beslutningen træffes i",
        ),
    ),
    HeadingWords(
        SectionKey.ROUTE,
        exact=(
            "sagsgang", "forventet sagsgang", "sagsforløb", "sagens forløb", "sagsgang og sagstype",
            "behandling", "sagen behandles i", "videre sagsgang", "sagen behandles af", "behandles i",
            "behandlet i", "behandlingsplan", "politisk behandlingsplan", "politisk sagsgang", "politisk forløb",
            "beslutningsgang", "behandlingsforløb", "politisk proces", "videre behandling",
            "den videre sagsgang", "sagens gang", "sagens videre gang", "behandlingsforløb for sagen",
            "sagsgangen", "sagens politiske behandling", "sagen skal behandles i",
            "politisk behandling af sagen", "beslutningsproces", "den politiske proces", "behandlingsrække",
            "behandles af", "politisk behandlingsforløb", "sagens behandling", "mødegang", "politisk mødegang",
            "sagens vej", "rute", "sagsrute", "sagens rute", "sagen forelægges", "sagen forelægges for",
            "forelægges for", "skal behandles i", "behandles i følgende udvalg", "sagen behandles i følgende udvalg",
            "udvalgsbehandling", "mødebehandling", "behandlingsgang", "beslutningsvej", "beslutningsforløb",
            "beslutningsprocedure", "mødeforløb", "mødeplan for sagen", "behandlingsrækkefølge",
            "hvem behandler sagen", "hvem skal behandle sagen", "videre politisk behandling",
            "den videre politiske behandling", "videre forløb", "sagens videre forløb",
            "politisk tidsplan", "politisk behandlingsgang", "forventet behandling", "forventet politisk behandling",
            "planlagt behandling", "behandlende udvalg", "behandles på møde i", "sagsgang og tidsplan",
        ),
    ),
    HeadingWords(
        SectionKey.RECOMMENDATION,
        exact=(
            "indstilling", "indstillinger", "forslag", "administrationens indstilling",
            "forvaltningens indstilling", "direktionens indstilling", "forvaltningens forslag",
            "forslag til beslutning", "indstilling til beslutning", "administrationens anbefaling",
            "forvaltningens anbefaling", "anbefaling", "anbefalinger", "hvad indstilles",
            "direktionens anbefaling", "forslag til indstilling", "administrationens forslag",
            "sekretariatets indstilling", "udvalgets indstilling", "indstilling til udvalget",
            "indstilling til byrådet", "indstilling til kommunalbestyrelsen", "direktørens indstilling",
            "borgmesterens indstilling",
        ),
        opening=(
            "indstilling fra", "forslag fra", "anbefaling fra",
        ),
    ),
    HeadingWords(
        SectionKey.DECISION,
        exact=(
            "beslutning", "beslutninger", "afgørelse", "indstilling og beslutning", "politisk behandling",
            "tidligere beslutning", "tidligere beslutninger", "konklusion", "beslutningen", "det besluttedes",
            "udvalget besluttede", "direktionen besluttede", "beslutning og opfølgning", "udvalgets afgørelse",
        ),
        labels=(
            "besluttet", "vedtaget", "det blev besluttet", "aftalt", "det aftaltes", "besluttet", "vedtaget",
            "det blev besluttet", "aftalt", "det aftaltes",
        ),
    ),
    HeadingWords(
        SectionKey.ATTACHMENTS,
        exact=(
            "bilag", "bilag til sagen", "bilag til punktet", "bilagsfortegnelse", "bilagsoversigt",
            "vedlagte bilag", "vedlagt", "bilagsmateriale", "bilag i sagen", "oversigt over bilag",
            "tilhørende bilag",
            "bilag (åbne)", "åbne bilag", "lukkede bilag", "bilag (lukkede)", "fortrolige bilag",
            "bilag (fortrolige)", "offentlige bilag", "ikke-offentlige bilag", "vedhæftede bilag", "bilagliste",
            "vedhæftede filer", "bilag til dagsordenspunktet", "bilag og links", "dokumenter i sagen",
        ),
    ),
    HeadingWords(
        SectionKey.ABSENTEES,
        exact=(
            "fraværende", "fraværende med afbud", "afbud", "følgende var fraværende", "ikke til stede",
            "afbud fra", "ikke mødt", "meldt afbud", "afbud/fravær", "fravær/afbud", "fraværende uden afbud",
            "fraværende medlemmer", "afbud og fravær", "fraværende/afbud", "forfald",
        ),
        opening=(
            "følgende medlemmer", "fraværende", "afbud",
        ),
        labels=(
            "fravær", "ikke til stede var",
        ),
    ),
    HeadingWords(
        SectionKey.OTHER,
        exact=(
            "personale", "konsekvenser", "sagstype", "journalnummer", "tidsplan og videre proces",
            "politiske beslutninger og aftaler", "miljømæssige konsekvenser", "konsekvenser for miljøet",
            "bæredygtighed", "tidl. politisk behandling", "tidligere politisk behandling",
            "punktet behandlet tidligere", "opgaveliste", "aktionsliste", "handleliste", "næste møde",
            "mødested", "mødetidspunkt", "personalemæssige konsekvenser", "effekt", "vurdering",
            "administrationens vurdering", "alternativer", "videre proces", "det videre forløb",
            "det videre arbejde", "tidsplan", "miljøvurdering", "sundhedsmæssige konsekvenser",
            "tidligere behandling", "deltagere", "medlemmer", "indkaldelse", "indholdsfortegnelse",
            "bilagsliste", "underskriftsark", "begrundelse for hastebehandling", "begrundelse for hast",
            "forvaltningens vurdering", "forvaltningens bemærkninger", "administrationens bemærkninger",
            "supplerende oplysninger", "klimamæssige konsekvenser", "klima og miljø", "opfølgningsliste",
            "beslutningslog", "mødedeltagere", "opgaver", "opgavefordeling", "opgaver og ansvar", "aktioner",
            "hvem gør hvad", "opfølgende opgaver", "opfølgningspunkter", "til opfølgning", "opfølgning",
            "relaterede sider", "relaterede links", "relateret indhold", "læs også", "genveje",
            "proces", "procesplan", "proces og tidsplan", "tidsplan og proces",
            "tids- og procesplan", "sendes til", "kopi til", "klimakonsekvenser", "konsekvenser for klimaet",
        ),
        labels=(
            "habilitet", "næste skridt", "aftaler",
        ),
    ),
)  # fmt: skip
