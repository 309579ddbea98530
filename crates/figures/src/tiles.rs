//! Where each municipality's tile stands on the tile map.
//!
//! The grid was made from the areas' centroids (DAGI, Geodatastyrelsen, 2014, in UTM 32): they were pushed apart to equal
//! distances, assigned to a grid by annealing on distance and direction of true neighbours, and then put right by hand, so
//! that water lies between Jutland, Funen, Zealand and the islands and the parts of the country keep their shape. Bornholm is
//! nearer than it is. Christiansø has no tile: it belongs to no municipality.

/// A municipality's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// The municipality's code.
    pub code: u16,
    /// From the north, counted from 0.
    pub row: u8,
    /// From the west, counted from 0.
    pub column: u8,
    /// Three letters of its name.
    pub short_name: &'static str,
}

/// All municipalities since 2007, by their codes.
pub const TILES: [Tile; 98] = [
    tile(101, 9, 14, "Kbh"),  // København
    tile(147, 8, 14, "Frb"),  // Frederiksberg
    tile(151, 7, 11, "Bal"),  // Ballerup
    tile(153, 9, 12, "Brb"),  // Brøndby
    tile(155, 11, 14, "Dra"), // Dragør
    tile(157, 7, 14, "Gen"),  // Gentofte
    tile(159, 7, 13, "Gla"),  // Gladsaxe
    tile(161, 8, 12, "Glo"),  // Glostrup
    tile(163, 7, 12, "Hrl"),  // Herlev
    tile(165, 8, 11, "Alb"),  // Albertslund
    tile(167, 9, 13, "Hvi"),  // Hvidovre
    tile(169, 9, 10, "HTa"),  // Høje Taastrup
    tile(173, 6, 14, "Lyn"),  // Lyngby-Taarbæk
    tile(175, 8, 13, "Rød"),  // Rødovre
    tile(183, 10, 12, "Ish"), // Ishøj
    tile(185, 10, 14, "Tår"), // Tårnby
    tile(187, 9, 11, "Val"),  // Vallensbæk
    tile(190, 6, 12, "Fur"),  // Furesø
    tile(201, 5, 12, "All"),  // Allerød
    tile(210, 4, 12, "Fdb"),  // Fredensborg
    tile(217, 3, 12, "Hel"),  // Helsingør
    tile(219, 5, 11, "Hil"),  // Hillerød
    tile(223, 5, 13, "Hør"),  // Hørsholm
    tile(230, 6, 13, "Rud"),  // Rudersdal
    tile(240, 6, 11, "Ege"),  // Egedal
    tile(250, 6, 10, "Fsu"),  // Frederikssund
    tile(253, 10, 11, "Gre"), // Greve
    tile(259, 10, 9, "Køg"),  // Køge
    tile(260, 5, 10, "Hal"),  // Halsnæs
    tile(265, 8, 10, "Ros"),  // Roskilde
    tile(269, 10, 10, "Sol"), // Solrød
    tile(270, 4, 11, "Gri"),  // Gribskov
    tile(306, 6, 8, "Ods"),   // Odsherred
    tile(316, 7, 9, "Hbk"),   // Holbæk
    tile(320, 11, 9, "Fax"),  // Faxe
    tile(326, 7, 8, "Kal"),   // Kalundborg
    tile(329, 9, 9, "Rst"),   // Ringsted
    tile(330, 8, 8, "Sla"),   // Slagelse
    tile(336, 11, 10, "Ste"), // Stevns
    tile(340, 8, 9, "Sor"),   // Sorø
    tile(350, 7, 10, "Lej"),  // Lejre
    tile(360, 12, 7, "Lol"),  // Lolland
    tile(370, 10, 8, "Næs"),  // Næstved
    tile(376, 12, 8, "Gul"),  // Guldborgsund
    tile(390, 11, 8, "Vor"),  // Vordingborg
    tile(400, 12, 12, "Bor"), // Bornholm
    tile(410, 9, 4, "Mid"),   // Middelfart
    tile(420, 10, 4, "Ass"),  // Assens
    tile(430, 11, 4, "FaM"),  // Faaborg-Midtfyn
    tile(440, 9, 6, "Ker"),   // Kerteminde
    tile(450, 10, 6, "Nyb"),  // Nyborg
    tile(461, 10, 5, "Ode"),  // Odense
    tile(479, 11, 5, "Sve"),  // Svendborg
    tile(480, 9, 5, "Nfy"),   // Nordfyns
    tile(482, 12, 5, "Lan"),  // Langeland
    tile(492, 12, 3, "Ærø"),  // Ærø
    tile(510, 9, 2, "Had"),   // Haderslev
    tile(530, 7, 2, "Bil"),   // Billund
    tile(540, 10, 2, "Søn"),  // Sønderborg
    tile(550, 9, 1, "Tøn"),   // Tønder
    tile(561, 8, 1, "Esb"),   // Esbjerg
    tile(563, 8, 0, "Fan"),   // Fanø
    tile(573, 7, 1, "Var"),   // Varde
    tile(575, 8, 2, "Vjn"),   // Vejen
    tile(580, 10, 1, "Aab"),  // Aabenraa
    tile(607, 8, 4, "Frc"),   // Fredericia
    tile(615, 6, 4, "Hor"),   // Horsens
    tile(621, 8, 3, "Kol"),   // Kolding
    tile(630, 7, 3, "Vjl"),   // Vejle
    tile(657, 6, 2, "Hng"),   // Herning
    tile(661, 5, 1, "Hsb"),   // Holstebro
    tile(665, 4, 0, "Lem"),   // Lemvig
    tile(671, 4, 1, "Str"),   // Struer
    tile(706, 5, 5, "Syd"),   // Syddjurs
    tile(707, 4, 5, "Ndj"),   // Norddjurs
    tile(710, 4, 3, "Fav"),   // Favrskov
    tile(727, 6, 5, "Odd"),   // Odder
    tile(730, 4, 4, "Ran"),   // Randers
    tile(740, 5, 2, "Sil"),   // Silkeborg
    tile(741, 7, 6, "Sam"),   // Samsø
    tile(746, 5, 3, "Ska"),   // Skanderborg
    tile(751, 5, 4, "Aar"),   // Aarhus
    tile(756, 6, 3, "Ika"),   // Ikast-Brande
    tile(760, 6, 1, "RSk"),   // Ringkøbing-Skjern
    tile(766, 7, 4, "Hed"),   // Hedensted
    tile(773, 3, 1, "Mor"),   // Morsø
    tile(779, 3, 2, "Ski"),   // Skive
    tile(787, 2, 1, "Thi"),   // Thisted
    tile(791, 4, 2, "Vib"),   // Viborg
    tile(810, 1, 3, "Brs"),   // Brønderslev
    tile(813, 0, 4, "Frh"),   // Frederikshavn
    tile(820, 2, 2, "Ves"),   // Vesthimmerlands
    tile(825, 0, 7, "Læs"),   // Læsø
    tile(840, 3, 3, "Reb"),   // Rebild
    tile(846, 3, 4, "Mar"),   // Mariagerfjord
    tile(849, 1, 2, "Jam"),   // Jammerbugt
    tile(851, 2, 3, "Aal"),   // Aalborg
    tile(860, 0, 3, "Hjø"),   // Hjørring
];

const fn tile(code: u16, row: u8, column: u8, short_name: &'static str) -> Tile {
    Tile { code, row, column, short_name }
}
