//! The words that the sample data is made of.

pub(super) const FIRST_NAMES: &[&str] = &[
    "Ana",
    "Luis",
    "María",
    "José",
    "Sofía",
    "Martín",
    "Lucía",
    "Iñaki",
    "Zoë",
    "Begoña",
    "Raúl",
    "Ximena",
    "Andrés",
    "Inés",
    "Óscar",
    "Camila",
    "Nicolás",
    "Valentina",
    "Tomás",
    "Renata",
];

pub(super) const LAST_NAMES: &[&str] = &[
    "Pérez",
    "García",
    "Muñoz",
    "Núñez",
    "Quispe",
    "Rodríguez",
    "Ibáñez",
    "Mamani",
    "Castillo",
    "Güell",
    "Álvarez",
    "Flores",
    "Paredes",
    "Peña",
    "Ramírez",
    "Torres",
];

pub(super) const TOPICS: &[&str] = &[
    "cocina",
    "viajes",
    "humor",
    "baile",
    "moda",
    "futbol",
    "mascotas",
    "musica",
    "gaming",
    "belleza",
    "ciencia",
    "manualidades",
    "ceviche",
    "motos",
    "libros",
    "españa",
    "jardín",
    "noticias",
];

pub(super) const STYLES: &[&str] =
    &["con.", "la.", "el.", "mi_", "oficial_", "solo.", "puro_", "team_", "club.", "tu_"];

/// Most used first.
pub(super) const HASHTAGS: &[&str] = &[
    "#fyp",
    "#parati",
    "#viral",
    "#foryou",
    "#humor",
    "#perú",
    "#méxico",
    "#baile",
    "#comida",
    "#música",
    "#españa",
    "#tiktok",
    "#receta",
    "#niños",
    "#mascotas",
    "#fútbol",
    "#colombia",
    "#amor",
    "#diy",
    "#otoño",
    "#ceviche",
    "#moda",
    "#cumpleaños",
    "#reto",
    "#danza",
    "#cómico",
    "#viaje",
    "#machupicchu",
    "#güey",
    "#日本",
];

pub(super) const FLOURISHES: &[&str] = &[
    "🎵",
    "😂😂",
    "🔥",
    "❤️",
    "👩‍🍳",
    "🇵🇪",
    "🏳️‍🌈",
    "✨",
    "🐶",
    "⚽",
    "¡vamos!",
    "¿y tú?",
    "\"en vivo\"",
    "100% real",
    "c\\ una línea",
    "<3",
    "👨‍👩‍👧",
    "café & pan",
];

pub(super) const REGIONS: &[&str] =
    &["PE", "MX", "CO", "ES", "AR", "US", "CL", "EC", "BO", "Not found: N/A"];

pub(super) const QUESTIONS: &[(&str, &str)] = &[
    ("¿Cómo agrego una cuenta?", "Quiero seguir una cuenta nueva y no veo el botón."),
    ("¿Cada cuánto se actualizan los datos?", "Ayer publiqué un video y aún no aparece 🤔"),
    ("¿Qué es el engagement?", "¿Es interacciones / vistas × 100?"),
    ("No veo mis métricas", "La tabla sale vacía desde el lunes 😢"),
    ("¿Puedo exportar a Excel?", "Necesito enviar un reporte a mi jefa."),
    ("¿Por qué dice \"Not found: N/A\"?", "La región de varios videos no aparece."),
];
