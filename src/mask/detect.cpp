#include "mask/detect.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

#include "mask/find.hpp"
#include "mask/range.hpp"
#include "mask/types.hpp"
#include "mask/utf8.hpp"
#include "mask/validate.hpp"

namespace confiture::mask {

namespace {

constexpr std::size_t subjects = static_cast<std::size_t>(Subject::free_text) + 1;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// " first name " of FirstName, first_name, FIRST-NAME and first name: plain letters in words, with a blank around each.
std::string words_of(std::string_view name) {
	std::string result = " ";
	bool small_before = false, digit_before = false;
	while (!name.empty()) {
		std::string_view const rest = name;
		char32_t const c = utf8::take(name);
		bool const capital = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
		if (((capital && small_before) || digit != digit_before) && result.back() != ' ')
			result.push_back(' ');
		std::string const plain = utf8::ascii(rest.substr(0, rest.size() - name.size()));
		if (plain.empty() && result.back() != ' ')
			result.push_back(' ');
		result.append(plain);
		small_before = (c >= 'a' && c <= 'z') || c >= 0x80;
		digit_before = digit;
	}
	if (result.back() != ' ')
		result.push_back(' ');
	return result;
}

// What a name means. Patterns are words, parted by `|`, in English, French, German, Spanish, Italian, and some Dutch,
// Portuguese and Polish. The first pattern of a name that fits counts, so the more exact ones stand first.
struct Meaning {
	Subject subject;
	double weight; // of the name alone
	TypeSet types;
	std::string_view patterns;
};

using T = Type;
constexpr TypeSet texts{T::text};
constexpr TypeSet numbers_or_text{T::text, T::smallint, T::integer, T::bigint, T::numeric};
constexpr TypeSet measures{T::text, T::integer, T::bigint, T::real, T::numeric};
constexpr TypeSet days{T::date, T::timestamp, T::text};

constexpr Meaning meanings[] = {
	{Subject::email, 0.9, texts,
	 "email address|e mail address|email|e mail|emailaddress|mail address|mail|mailadresse|courriel|"
	 "adresse mail|adresse email|correo electronico|correo|indirizzo email|posta elettronica|emails|adres email"},
	{Subject::credential,
	 0.9,
	 {T::text, T::bytea},
	 "password|passwd|pwd|passphrase|passwort|kennwort|mot de passe|motdepasse|mdp|contrasena|parola "
	 "chiave|wachtwoord|senha|haslo|"
	 "api key|apikey|api token|access token|refresh token|auth token|secret key|private key|client secret|secret "
	 "answer|totp secret|"
	 "session token|otp secret|mfa secret|recovery codes|security answer|reset token|webhook secret|pin code|secret"},
	{Subject::birthdate, 0.92, days,
	 "date of birth|dateofbirth|birth date|birthdate|birthday|dob|geburtsdatum|geburtstag|geb datum|date de "
	 "naissance|date naissance|"
	 "datenaissance|ne le|fecha de nacimiento|fecha nacimiento|fechanacimiento|data di nascita|data "
	 "nascita|datanascita|geboortedatum|"
	 "data nascimento|data de nascimento|data urodzenia|born on|birth dt|born"},
	{Subject::iban, 0.9, texts,
	 "iban|bank account number|account iban|kontonummer|numero de compte|numero de cuenta|numero conto|conto "
	 "corrente|bank account|"
	 "bankverbindung|bic iban|rib|account no|bank account no"},
	{Subject::credit_card,
	 0.88,
	 {T::text, T::bigint, T::numeric},
	 "credit card number|credit card no|credit card|creditcard|card number|card no|cardnumber|cc number|cc "
	 "num|ccnum|kreditkarte|"
	 "kreditkartennummer|carte bancaire|numero de carte|carte de credit|numero carte|tarjeta de credito|numero "
	 "tarjeta|tarjeta|"
	 "carta di credito|carta credito|numero carta|pan|payment card"},
	{Subject::national_id, 0.9, numbers_or_text,
	 "ssn|social security number|social security no|social "
	 "security|socialsecuritynumber|sozialversicherungsnummer|steuer id|"
	 "steueridentifikationsnummer|steuernummer|tax id|taxid|tax number|taxpayer id|numero de securite sociale|securite "
	 "sociale|"
	 "num secu|nir|insee|dni|nie|nif|codice fiscale|cod fiscale|codicefiscale|national id|nationalid|national "
	 "insurance number|"
	 "national insurance|nino|personnummer|cpf|pesel|bsn|curp|rut|aadhaar|identity number|id number|national "
	 "identifier|cedula"},
	{Subject::document, 0.85, numbers_or_text,
	 "passport number|passport no|passport|pass "
	 "nummer|reisepass|ausweisnummer|personalausweis|passeport|pasaporte|passaporto|"
	 "driving licence|driver license|drivers license|driver licence|licence number|driving license number|fuhrerschein|"
	 "fuhrerscheinnummer|permis de conduire|carnet de conducir|patente guida|id card number|identity card|id "
	 "card|insurance number|"
	 "health insurance number|versichertennummer|krankenversicherungsnummer|medical record number|mrn|nhs "
	 "number|license plate|"
	 "plate number|kennzeichen|immatriculation|matricula|targa|vin"},
	{Subject::user_agent, 0.85, texts, "user agent|useragent|browser agent|http user agent"},
	{Subject::phone,
	 0.88,
	 {T::text, T::bigint, T::numeric},
	 "phone number|phone no|phonenumber|telephone number|telephone|phone|mobile number|mobile phone|mobile "
	 "no|mobile|cell phone|"
	 "cellphone|cell number|cell|tel number|tel no|tel|fax number|fax no|fax|telefon|telefonnummer|tel "
	 "nr|telefonnr|handy|handynummer|"
	 "mobil|mobilnummer|mobiltelefon|rufnummer|numero de telephone|numero telephone|no tel|portable|num tel|tel "
	 "portable|telefono|"
	 "telefono movil|movil|celular|numero de telefono|cellulare|numero telefono|numero di "
	 "telefono|telefoon|telefone|telefoonnummer|"
	 "phones|whatsapp|sms number|msisdn"},
	{Subject::ip,
	 0.85,
	 {T::inet, T::text},
	 "ip address|ip addr|ipaddress|ip adresse|adresse ip|direccion ip|indirizzo ip|remote addr|client ip|remote "
	 "ip|user ip|login ip|"
	 "last ip|source ip|signup ip|ip|ipv 4|ipv 6|ipv4|ipv6|client addr|remote address|host ip|x forwarded for"},
	{Subject::mac,
	 0.85,
	 {T::macaddr, T::text},
	 "mac address|mac addr|macaddress|mac|mac adresse|adresse mac|hardware address|wifi mac"},
	{Subject::device, 0.8, numbers_or_text,
	 "imei|imsi|device id|deviceid|device token|push token|fcm token|apns token|advertising id|idfa|gaid|android "
	 "id|udid|iccid|"
	 "device fingerprint|browser fingerprint|fingerprint hash|device serial"},
	{Subject::username, 0.8, texts,
	 "user name|username|login name|login|loginname|screen name|nickname|nick|benutzername|anmeldename|benutzerkennung|"
	 "nom d utilisateur|nom utilisateur|identifiant|pseudo|nombre de usuario|nombre usuario|nome "
	 "utente|usuario|gebruikersnaam|"
	 "handle|twitter handle|skype|skype id|github login|account name|uid name|userid|twitter|instagram|telegram"},
	{Subject::first_name, 0.9, texts,
	 "first name|firstname|fname|given name|givenname|forename|middle "
	 "name|middlename|mname|vorname|vornamen|rufname|prenom|prenoms|"
	 "nombre de pila|primer nombre|segundo nombre|nome di battesimo|voornaam|primeiro nome|imie|first names|given "
	 "names|"
	 "preferred name|name first"},
	{Subject::last_name, 0.9, texts,
	 "last name|lastname|lname|surname|sur name|family name|familyname|maiden "
	 "name|nachname|familienname|zuname|geburtsname|"
	 "nom de famille|nom famille|nom de naissance|nom jeune fille|apellido|apellidos|apellido 1|apellido 2|primer "
	 "apellido|"
	 "segundo apellido|apellido paterno|apellido materno|cognome|achternaam|sobrenome|nazwisko|birth name|name last"},
	{Subject::name, 0.88, texts,
	 "full name|fullname|full names|contact name|contactname|customer name|client name|patient name|employee "
	 "name|person name|"
	 "card holder name|card holder|cardholder|cardholder name|account holder|account holder "
	 "name|kontoinhaber|karteninhaber|"
	 "beneficiary name|recipient name|recipient|guest name|passenger name|driver name|student name|teacher name|doctor "
	 "name|"
	 "author name|owner name|member name|user full name|applicant name|candidate name|ansprechpartner|kundenname|nom "
	 "complet|"
	 "nom et prenom|nom prenom|nom client|nom du client|nombre completo|nombre y apellidos|nombre cliente|nombre del "
	 "cliente|"
	 "nome completo|nome e cognome|nome cognome|nome cliente|intestatario|titulaire|titular|emergency contact|next of "
	 "kin|"
	 "spouse name|mother name|father name|mothers maiden name|display name|legal name|billing name|shipping "
	 "name|signatory|"
	 "empfanger|volledige naam|real name|sender name|attendee name|buyer name|seller name|tenant name"},
	{Subject::postcode, 0.75, numbers_or_text,
	 "post code|postcode|postal code|postalcode|zip code|zipcode|zip|postleitzahl|plz|code postal|codepostal|cp|codigo "
	 "postal|"
	 "codice postale|cap|cep|kod pocztowy"},
	{Subject::street, 0.82, texts,
	 "street address|street name|street|streetname|strasse|strassenname|str nr|strasse nr|hausnummer|house "
	 "number|rue|nom de rue|"
	 "nom rue|voie|numero et rue|calle|via|straat|rua|ulica|street number|street line|strasse hausnummer"},
	{Subject::address, 0.82, texts,
	 "address line|address|addr|address text|addressline|home address|postal address|mailing address|billing address|"
	 "shipping address|delivery address|full "
	 "address|adresse|anschrift|wohnadresse|lieferadresse|rechnungsadresse|adresse postale|"
	 "adresse livraison|adresse complete|direccion|domicilio|indirizzo|residenza|adres|endereco|residence"},
	{Subject::city, 0.62, texts,
	 "city|town|home town|hometown|birth place|birthplace|place of birth|geburtsort|wohnort|ort|stadt|ville|ville "
	 "naissance|"
	 "lieu de naissance|commune|ciudad|localidad|municipio|poblacion|lugar de nacimiento|citta|comune|luogo di "
	 "nascita|plaats|"
	 "woonplaats|cidade|miasto|locality"},
	{Subject::location, 0.75, measures,
	 "latitude|longitude|lat|lng|lon|geo lat|geo lng|gps lat|gps lon|gps latitude|gps "
	 "longitude|breitengrad|langengrad|latitud|"
	 "longitud|latitudine|longitudine|last known lat|last known lng|home lat|home lon|coordinates|geolocation|gps "
	 "position"},
	{Subject::salary, 0.75, measures,
	 "salary|base salary|annual salary|wage|hourly wage|income|annual "
	 "income|gehalt|lohn|einkommen|bruttogehalt|salaire|"
	 "salaire brut|revenu|salario|sueldo|ingresos|stipendio|reddito|retribuzione|net worth|compensation|household "
	 "income"},
	{Subject::special,
	 0.58,
	 {T::text, T::smallint, T::integer, T::boolean},
	 "gender|sex|geschlecht|sexe|genre civilite|sexo|sesso|religion|konfession|religione|ethnicity|ethnic group|ethnic "
	 "origin|race|"
	 "nationality|nationalitat|staatsangehorigkeit|nationalite|nacionalidad|nazionalita|marital status|familienstand|"
	 "situation familiale|estado civil|stato civile|blood type|blood group|blutgruppe|groupe "
	 "sanguin|diagnosis|diagnose|diagnostic|"
	 "diagnostico|disability|behinderung|handicap|allergies|allergien|medication|medications|medical history|medical "
	 "condition|"
	 "medical notes|sexual orientation|political party|political views|political affiliation|trade union|union member|"
	 "criminal record|hiv status|pregnant|is pregnant|disability status|veteran status|icd 10|prescription"},
	{Subject::url, 0.62, texts,
	 "profile url|linkedin|linkedin url|facebook url|facebook|personal website|homepage|avatar url|photo url|picture "
	 "url|"
	 "profile picture url|website personal|linkedin profile|twitter url|referer|referrer"},
	{Subject::image,
	 0.75,
	 {T::bytea},
	 "photo|picture|avatar|portrait|signature|signature image|passport scan|face image|foto|unterschrift|"
	 "fingerprint|biometric|biometrics|face template|voice print|scan|id scan|image"},
	{Subject::free_text, 0.4, texts,
	 "notes|note|comment|comments|remark|remarks|bio|biography|about me|message|message "
	 "body|body|bemerkung|bemerkungen|notiz|"
	 "notizen|kommentar|anmerkung|anmerkungen|remarque|remarques|commentaire|commentaires|observations|notas|"
	 "comentario|"
	 "comentarios|observaciones|commento|commenti|osservazioni|messaggio|nachricht|description|internal notes|feedback|"
	 "chat message|transcript|complaint|content|text"},
};

// Whole words beside a pattern that turn its meaning away: not the address, but how many, which kind, and whether.
constexpr std::string_view averting =
	"|count|counts|number "
	"of|type|kind|status|enabled|disabled|verified|confirmed|confirmation|template|subject|sent|opt|optin|optout|"
	"allowed|format|length|len|pattern|regex|label|color|colour|model|version|domain|provider|category|flag|is|has|can|"
	"at|on|sort|rank|"
	"ranking|limit|quota|total|fee|fees|cost|price|prefix|frequency|plan|reason|group|list|class|plural|schema|file|"
	"host|server|table|"
	"column|product|item|brand|event|course|project|team|department|branch|currency|language|locale|timezone|unit|hash|"
	"hashed|"
	"checksum|digest|created|updated|modified|changed|expires|expiry|expired|valid|validated|required|visible|hidden|"
	"public|sequence|"
	"seq|key|ref|batch|campaign|bounced|queue|interval|duration|seconds|minutes|days|score|weight|height|width|"
	"size|bytes|"
	"attempts|retries|policy|rule|strength|min|max|avg|mean|sum|ratio|percent|rate|anzahl|typ|art|nombre "
	"de|vorlage|anzahl|datei|"
	"limite|preview|enum|icon|mask|placeholder|hint|help|tooltip|caption|slug|path|extension|mime|encoding|parent|"
	"default|region|"
	"area|zone|level|stage|phase|mode|state|feature|features|app|os|platform|carrier|vendor|manufacturer|discount|"
	"bonus|reminder|"
	"band|code "
	"type|routing|gateway|relay|router|switch|interface|subnet|build|release|change|reset|last|next|first|changes|"
	"precision|accuracy|month|months|season|week|weekday|part|parts|order|invoice|article|roles|role|permission|sender "
	"domain|mx|dns|ttl|port|protocol|tax rate|grade|bracket|budget|range|";

// Those that say whose it is, or which of several: they change nothing.
constexpr std::string_view neutral =
	"|home|work|private|primary|secondary|main|alternate|alternative|alt|backup|billing|shipping|delivery|invoice|"
	"contact|customer|client|"
	"user|person|personal|employee|patient|member|owner|author|guest|passenger|driver|student|teacher|doctor|recipient|"
	"sender|"
	"emergency|mother|father|spouse|partner|child|guardian|manager|applicant|candidate|tenant|buyer|seller|holder|"
	"account|kunde|kunden|"
	"mitarbeiter|benutzer|privat|geschaft|client|clients|cliente|clienti|utilisateur|usuario|utente|paziente|empleado|"
	"titulaire|old|new|"
	"current|previous|former|full|raw|plain|text|no|nr|num|number|value|str|field|line|address|original|recovery|"
	"notification|reply|"
	"to|from|cc|bcc|de|du|del|della|di|des|der|von|the|my|your|his|her|their|1|2|3|4|a|b|x|c|p|s|t|";

bool in_list(std::string_view list, std::string_view word) {
	for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
		if (at > 0 && list[at - 1] == '|' && at + word.size() < list.size() && list[at + word.size()] == '|')
			return true;
	return false;
}

template <typename Body>
void each_part(std::string_view list, char separator, Body &&body) {
	while (!list.empty()) {
		std::size_t const end = std::min(list.find(separator), list.size());
		body(list.substr(0, end));
		list.remove_prefix(std::min(end + 1, list.size()));
	}
}

// Tables of people, and tables of things: what `name` means depends on them.
constexpr std::string_view people =
	"|user|users|customer|customers|client|clients|person|persons|people|patient|patients|employee|employees|staff|"
	"contact|contacts|"
	"member|members|subscriber|subscribers|author|authors|owner|owners|student|students|teacher|teachers|doctor|"
	"doctors|guest|guests|"
	"passenger|passengers|driver|drivers|applicant|applicants|candidate|candidates|lead|leads|recipient|recipients|"
	"tenant|tenants|"
	"attendee|attendees|beneficiary|beneficiaries|player|players|participant|participants|visitor|visitors|donor|"
	"donors|worker|workers|"
	"kunde|kunden|benutzer|mitarbeiter|person|personen|patienten|schuler|lehrer|mitglied|mitglieder|nutzer|"
	"ansprechpartner|"
	"personne|personnes|utilisateur|utilisateurs|salarie|salaries|employe|employes|adherent|adherents|eleve|eleves|"
	"abonne|abonnes|"
	"cliente|clientes|usuario|usuarios|empleado|empleados|persona|personas|paciente|pacientes|alumno|alumnos|socio|"
	"socios|"
	"clienti|utente|utenti|dipendente|dipendenti|persone|paziente|pazienti|studente|studenti|soci|profile|profiles|"
	"customer account|accounts|account|";

bool any_word_in(std::string_view words, std::string_view list) {
	bool found = false;
	each_part(words, ' ', [&](std::string_view word) { found = found || (!word.empty() && in_list(list, word)); });
	return found;
}

// The word that says what a table holds: user_roles holds roles.
std::string_view last_word(std::string_view words) {
	if (words.size() < 2)
		return {};
	words.remove_suffix(1);
	return words.substr(words.rfind(' ') + 1);
}

struct ByName {
	std::array<double, subjects> weight{};
	std::array<std::string_view, subjects> pattern{};
	bool averted = false; // a word of the name says that it is about something else
};

// Words of the name outside of the pattern lower what it says: averting ones nearly to nothing, unknown ones a little.
double weigh(std::string_view before, std::string_view after, Subject subject, double weight) {
	for (std::string_view const side : {before, after})
		each_part(side, ' ', [&](std::string_view word) {
			if (word.empty() || in_list(neutral, word))
				return;
			if (subject == Subject::credential &&
				(word == "hash" || word == "hashed" || word == "digest" || word == "salt"))
				return; // whoever has it can try passwords against it
			if (in_list(averting, word)) {
				weight *= 0.1;
			} else if (word == "id" || word == "ids") {
				weight *= 0.2;
			} else {
				weight *= 0.85;
			}
		});
	return weight;
}

ByName by_name(std::string_view words, std::string_view table, Type type) {
	ByName result;
	result.averted = any_word_in(words, averting);
	std::string taken{words}; // what a pattern has taken is blank for the next ones
	for (Meaning const &meaning : meanings) {
		std::string_view best;
		each_part(meaning.patterns, '|', [&](std::string_view pattern) {
			std::string const whole = " " + std::string{pattern} + " ";
			if (pattern.size() > best.size() && taken.find(whole) != std::string::npos)
				best = pattern;
		});
		if (best.empty())
			continue;
		std::size_t const at = taken.find(" " + std::string{best} + " ");
		double weight = weigh(words.substr(0, at), words.substr(at + best.size() + 2), meaning.subject, meaning.weight);
		if (!meaning.types.has(type))
			weight = 0;
		auto const i = static_cast<std::size_t>(meaning.subject);
		if (weight > result.weight[i]) {
			result.weight[i] = weight;
			result.pattern[i] = best;
		}
		std::fill_n(taken.begin() + static_cast<std::ptrdiff_t>(at) + 1, best.size(), '\x01');
	}
	// A bare `name` is a person's in a table of people.
	bool const of_people = in_list(people, last_word(table));
	auto const plain_name = [&](Subject subject, std::string_view pattern, double weight) {
		auto const i = static_cast<std::size_t>(subject);
		if (of_people && type == Type::text && words == " " + std::string{pattern} + " " && weight > result.weight[i]) {
			result.weight[i] = weight;
			result.pattern[i] = pattern;
		}
	};
	for (std::string_view const name : {"name", "names", "naam", "nazwa"})
		plain_name(Subject::name, name, 0.7);
	for (std::string_view const name : {"nom", "nome", "nombre"})
		plain_name(name == "nom" ? Subject::last_name : Subject::first_name, name, 0.75);
	// Free text about people is worth more than about things, and so is a place that people have.
	if (of_people) {
		for (Subject const subject :
			 {Subject::free_text, Subject::city, Subject::url, Subject::postcode, Subject::special}) {
			auto const i = static_cast<std::size_t>(subject);
			if (result.weight[i] >= 0.3)
				result.weight[i] = std::min(0.9, result.weight[i] + 0.15);
		}
	}
	return result;
}

} // namespace

struct Detector::Words {
	std::unordered_set<std::string> first_names, last_names, cities;
};

Detector::Detector(Dictionaries const &dictionaries) : words_{std::make_unique<Words>()} {
	for (std::string const &locale : dictionaries.locales())
		for (auto const &[kind, set] :
			 {std::pair{"first_name", &words_->first_names}, std::pair{"last_name", &words_->last_names},
			  std::pair{"city", &words_->cities}})
			if (Dictionary const *const dictionary = dictionaries.find(locale, kind))
				for (std::size_t i = 0; i < dictionary->size(); ++i)
					set->insert(utf8::ascii((*dictionary)[i]));
}

Detector::~Detector() = default;

namespace {

bool looks_like_address(std::string_view value) {
	static constexpr std::string_view signs = "|street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|blvd|"
											  "boulevard|way|terrace|crescent|square|rue|chemin|impasse|allee|"
											  "quai|place|strasse|str|weg|platz|gasse|ring|ufer|calle|avenida|avda|"
											  "paseo|plaza|camino|via|viale|corso|piazza|vicolo|largo|";
	if (value.find_first_of("0123456789") == std::string_view::npos || value.size() > 200)
		return false;
	std::string const words = words_of(value);
	bool found = false;
	each_part(words, ' ', [&](std::string_view word) {
		found = found || in_list(signs, word) || word.ends_with("strasse") ||
				(word.size() > 4 && word.ends_with("weg")) || (word.size() > 5 && word.ends_with("platz")) ||
				(word.size() > 5 && word.ends_with("str"));
	});
	return found;
}

bool looks_like_birthdate(std::string_view value) {
	auto const date = parse_date(value.substr(0, std::min<std::size_t>(10, value.size())));
	return date && *date >= date_of({1900, 1, 1}) && *date <= date_of({2024, 1, 1});
}

bool is_national_id(std::string_view value) {
	return is_us_ssn(value) || is_french_nir(value) || is_german_tax_id(value) || is_spanish_dni(value) ||
		   is_italian_codice_fiscale(value) || is_british_nino(value);
}

bool looks_like_postcode(std::string_view value) {
	std::string const plain = compact(value);
	return plain.size() >= 4 && plain.size() <= 9 && std::ranges::count_if(plain, is_digit) >= 2 && value.size() <= 10;
}

struct ByValue {
	std::array<std::size_t, subjects> matches{};
	std::size_t count = 0;       // of values that aren't empty
	std::size_t different = 0;   // among them
	std::size_t bare_phones = 0; // digits alone
	std::size_t telling = 0;     // free text with something personal in it
	std::size_t length = 0;
	std::size_t spaced = 0; // with a blank
};

} // namespace

namespace {

void count_value(std::string_view value, Type type, std::unordered_set<std::string> const &first_names,
				 std::unordered_set<std::string> const &last_names, std::unordered_set<std::string> const &cities,
				 ByValue &found) {
	auto const hit = [&](Subject subject) { ++found.matches[static_cast<std::size_t>(subject)]; };
	if (is_email(value))
		hit(Subject::email);
	if (is_card(value))
		hit(Subject::credit_card);
	if (is_iban(value))
		hit(Subject::iban);
	if (is_national_id(value))
		hit(Subject::national_id);
	bool const address = parse_inet(value).has_value();
	if (!address && is_phone(value))
		hit(Subject::phone);
	else if (value.size() >= 7 && value.size() <= 15 && std::ranges::all_of(value, is_digit))
		++found.bare_phones;
	if (is_mac(value))
		hit(Subject::mac);
	if (type == Type::text || type == Type::inet)
		if (auto const address = parse_inet(value); address && address->bits == (address->v6 ? 128 : 32))
			hit(Subject::ip);
	if (looks_like_birthdate(value))
		hit(Subject::birthdate);
	if (looks_like_postcode(value))
		hit(Subject::postcode);
	if (looks_like_address(value)) {
		hit(Subject::address);
		hit(Subject::street);
	}
	if (value.starts_with("Mozilla/") || value.starts_with("Opera/"))
		hit(Subject::user_agent);
	if (is_url(value))
		hit(Subject::url);
	if (value.size() > 60)
		return;
	// Names: one word, two or three, or "Last, First"; written with a capital, as codes and titles of fields aren't.
	std::vector<std::string> words;
	bool plain = !value.empty();
	each_part(value, ' ', [&](std::string_view word) {
		std::string const folded = utf8::ascii(word);
		if (!folded.empty())
			words.push_back(folded);
		std::string_view rest = word;
		char32_t const initial = rest.empty() ? U' ' : utf8::take(rest);
		plain = plain && !(initial >= 'a' && initial <= 'z') &&
				word.find_first_of("0123456789_/:;@#()") == std::string_view::npos;
	});
	if (!plain || words.empty() || words.size() > 4)
		return;
	bool const city = cities.contains(utf8::ascii(value));
	if (city)
		hit(Subject::city);
	if (words.size() == 1) {
		if (first_names.contains(words[0]))
			hit(Subject::first_name);
		if (last_names.contains(words[0]))
			hit(Subject::last_name);
	} else if (!city) {
		bool first = false, last = false;
		for (std::string const &word : words) {
			first = first || first_names.contains(word);
			last = last || last_names.contains(word);
		}
		if (first && (last || words.size() == 2))
			hit(Subject::name);
	}
}

// What values alone say, where most of them are valid. Validators that a random text seldom passes say more.
double value_weight(Subject subject) {
	switch (subject) {
	case Subject::email:
	case Subject::iban:
		return 0.97;
	case Subject::national_id:
	case Subject::credit_card:
	case Subject::user_agent:
		return 0.88;
	case Subject::name:
	case Subject::mac:
		return 0.85;
	case Subject::ip:
	case Subject::address:
		return 0.8;
	case Subject::first_name:
		return 0.75;
	case Subject::phone:
		return 0.72;
	case Subject::last_name:
		return 0.65;
	case Subject::city:
		return 0.55;
	case Subject::street:
	case Subject::username:
	case Subject::postcode:
	case Subject::birthdate:
	case Subject::document:
	case Subject::device:
	case Subject::location:
	case Subject::salary:
	case Subject::special:
	case Subject::credential:
	case Subject::url:
	case Subject::image:
	case Subject::free_text:
		return 0; // by name only
	}
	return 0;
}

// Whether values of this subject have a form that can be checked: then a sample without any speaks against the name.
bool has_form(Subject subject) {
	switch (subject) {
	case Subject::email:
	case Subject::phone:
	case Subject::ip:
	case Subject::mac:
	case Subject::iban:
	case Subject::credit_card:
	case Subject::birthdate:
	case Subject::postcode:
	case Subject::user_agent:
		return true;
	default:
		return false;
	}
}

std::string_view described(Subject subject) {
	switch (subject) {
	case Subject::email:
		return "are e-mail addresses";
	case Subject::phone:
		return "look like phone numbers";
	case Subject::credit_card:
		return "pass Luhn's check";
	case Subject::iban:
		return "are valid IBANs";
	case Subject::national_id:
		return "are valid national identifiers";
	case Subject::ip:
		return "are IP addresses";
	case Subject::mac:
		return "are hardware addresses";
	case Subject::first_name:
		return "are first names";
	case Subject::last_name:
		return "are last names";
	case Subject::name:
		return "are names of people";
	case Subject::city:
		return "are cities";
	case Subject::address:
	case Subject::street:
		return "look like addresses";
	case Subject::birthdate:
		return "are dates of a lifetime";
	case Subject::postcode:
		return "look like postcodes";
	case Subject::user_agent:
		return "are browsers";
	case Subject::free_text:
		return "hold something personal";
	default:
		return "fit";
	}
}

std::string label_for(Subject subject, Type type) {
	bool const text = type == Type::text;
	auto const number = [&] {
		return type == Type::bigint || type == Type::integer ? "fpe"
			   : type == Type::numeric                       ? "noise(ratio => 0.5)"
															 : "value(0)";
	};
	switch (subject) {
	case Subject::email:
		return "email";
	case Subject::phone:
		return text ? "phone" : number();
	case Subject::first_name:
		return "first_name";
	case Subject::last_name:
		return "last_name";
	case Subject::name:
		return "name";
	case Subject::username:
		return "username";
	case Subject::address:
		return "address";
	case Subject::street:
		return "street";
	case Subject::city:
		return "city";
	case Subject::postcode:
		return text ? "postcode(keep => 2)" : type == Type::numeric ? "round(digits => -3)" : "bucket(width => 1000)";
	case Subject::birthdate:
		return "birthdate";
	case Subject::credit_card:
		return text || type == Type::bigint ? "credit_card" : number();
	case Subject::iban:
		return "iban";
	case Subject::national_id:
		return text ? "ssn" : number();
	case Subject::document:
		return text ? "pseudonym" : number();
	case Subject::ip:
		return "ip";
	case Subject::mac:
		return "mac";
	case Subject::device:
		return text ? "pseudonym" : number();
	case Subject::location:
		return text                                          ? "redact"
			   : type == Type::real || type == Type::numeric ? "round(digits => 1)"
															 : "noise(ratio => 0.1)";
	case Subject::salary:
		return text ? "redact" : "noise(ratio => 0.1)";
	case Subject::special:
	case Subject::image:
		return type == Type::bytea ? "empty_string" : "null";
	case Subject::credential:
		return type == Type::bytea ? "empty_string" : "redact";
	case Subject::user_agent:
		return "user_agent";
	case Subject::url:
		return "url";
	case Subject::free_text:
		return "redact_text";
	}
	return "null";
}

} // namespace

std::optional<Detection> Detector::detect(Column const &column) const {
	std::string const words = words_of(column.name), table = words_of(column.table);
	ByName const named = by_name(words, table, column.type);
	ByValue found;
	bool const readable = column.type == Type::text || column.type == Type::bigint || column.type == Type::numeric ||
						  column.type == Type::inet || column.type == Type::macaddr || column.type == Type::date ||
						  column.type == Type::timestamp || column.type == Type::integer;
	if (readable) {
		std::unordered_set<std::string_view> different;
		for (std::string_view const value : column.samples) {
			if (value.empty())
				continue;
			++found.count;
			different.insert(value);
			found.length += value.size();
			found.spaced += value.find(' ') == std::string_view::npos ? 0 : 1;
			count_value(value, column.type, words_->first_names, words_->last_names, words_->cities, found);
			if (column.type == Type::text && value.size() > 20 && value.find(' ') != std::string_view::npos) {
				std::vector<Find> finds;
				find_personal(value, {}, finds);
				found.telling += finds.empty() ? 0 : 1;
			}
		}
		found.different = different.size();
	}
	// Free text that has something personal inside is not the thing itself.
	bool const prose = found.count > 0 && found.length / found.count > 40;

	std::optional<Detection> best;
	for (std::size_t i = 0; i < subjects; ++i) {
		auto const subject = static_cast<Subject>(i);
		double by_word = named.weight[i];
		double by_values = 0;
		std::size_t matches = found.matches[i];
		if (subject == Subject::phone && by_word > 0)
			matches += found.bare_phones;
		if (subject == Subject::free_text)
			matches = prose ? found.telling : 0;
		double const share = found.count == 0 ? 0 : static_cast<double>(matches) / static_cast<double>(found.count);
		if (found.count >= 3) {
			// Few different values are a code or a status, whatever they look like.
			bool const varied = found.different * 3 >= found.count || found.different >= 20;
			bool const of_type = column.type == Type::text || (subject == Subject::ip && column.type == Type::inet) ||
								 (subject == Subject::mac && column.type == Type::macaddr) ||
								 (subject == Subject::credit_card && column.type == Type::bigint && found.count >= 5);
			if (share >= 0.6 && varied && of_type && !prose)
				by_values = value_weight(subject) * (share >= 0.8 ? 1 : 0.8);
			if (subject == Subject::free_text && share >= 0.05)
				by_values = 0.72;
			if (named.averted)
				by_values *= subject == Subject::email || subject == Subject::iban || subject == Subject::national_id
								 ? 0.9
								 : 0.6;
			if (by_word > 0 && has_form(subject) && share < 0.2)
				by_word *= subject == Subject::birthdate || subject == Subject::phone || subject == Subject::postcode
							   ? 0.4
							   : 0.2;
			if ((subject == Subject::address || subject == Subject::free_text) && found.spaced == 0)
				by_word *= 0.5;
			if (by_word > 0 && share >= 0.5 && by_values == 0 && subject != Subject::free_text)
				by_values = 0.4; // agrees with the name
		}
		double const confidence = 1 - (1 - by_word) * (1 - by_values);
		if (confidence < 0.5 || (best && best->confidence >= confidence))
			continue;
		std::string evidence;
		if (by_word > 0)
			evidence = "named \"" + std::string{named.pattern[i]} + "\"";
		if (matches > 0 && (by_values > 0 || by_word > 0)) {
			evidence += (evidence.empty() ? "" : ", ") + std::to_string(matches) + " of " +
						std::to_string(found.count) + " values " + std::string{described(subject)};
		}
		best = Detection{subject, confidence, std::move(evidence), label_for(subject, column.type)};
	}
	return best;
}

std::string_view name_of(Subject subject) {
	static constexpr std::string_view names[] = {
		"email",      "phone",      "first_name", "last_name", "name",        "username", "address",
		"street",     "city",       "postcode",   "birthdate", "credit_card", "iban",     "national_id",
		"document",   "ip",         "mac",        "device",    "location",    "salary",   "special",
		"credential", "user_agent", "url",        "image",     "free_text",
	};
	static_assert(std::size(names) == subjects);
	return names[static_cast<std::size_t>(subject)];
}

} // namespace confiture::mask
