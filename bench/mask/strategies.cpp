// Nanoseconds per value for each strategy on values as a table of users has them: the cost of the masks alone, without
// the server around them. Prints a tab-separated table: strategy, ns (the median of 400 turns of 500 values).
//
//     g++ -O2 -std=c++20 -Isrc bench/mask/strategies.cpp src/mask/*.cpp -lcrypto -o strategies && ./strategies
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "mask/mask.hpp"

using namespace confiture::mask;

namespace {

// Short turns, so that the median is one without an interruption even on a busy machine.
constexpr std::size_t rows = 20'000, turn = 500;
constexpr int runs = 10;

Dictionaries dictionaries() {
	Dictionaries result;
	auto const folder = std::filesystem::path{__FILE__}.parent_path() / "../../src/mask/dictionary";
	for (char const *const locale : {"de", "en", "es", "fr", "it"}) {
		std::ifstream const file{folder / (std::string{locale} + ".tsv")};
		std::ostringstream text;
		text << file.rdbuf();
		result.add_lines(locale, text.str());
	}
	return result;
}

struct Users {
	std::vector<std::string> email, phone, name, address, card, iban, ssn, uuid, ip, digits16, note, city, url, mac;
	std::vector<std::int64_t> number;

	Users() {
		std::mt19937_64 random{1};
		auto const below = [&](std::uint64_t size) { return random() % size; };
		auto const digits = [&](std::size_t size) {
			std::string text;
			while (size-- > 0)
				text.push_back(static_cast<char>('0' + below(10)));
			return text;
		};
		static char const *const words[] = {"anna", "robert", "miller", "chen", "garcia", "olsen", "lee", "johnson"};
		auto const word = [&] { return std::string{words[below(8)]}; };
		for (std::size_t i = 0; i < rows; ++i) {
			email.push_back(word() + "." + word() + digits(2) + "@company" + digits(1) + ".org");
			phone.push_back("+44 20 " + digits(4) + " " + digits(4));
			name.push_back(word() + " " + word());
			address.push_back(digits(2) + " " + word() + " Street, " + word());
			card.push_back("4" + digits(15));
			iban.push_back("DE" + digits(20));
			ssn.push_back("4" + digits(2) + "-" + std::to_string(10 + below(90)) + "-" +
						  std::to_string(1000 + below(9000)));
			uuid.push_back("6f9619ff-8b86-d011-b42d-" + digits(12));
			ip.push_back(std::to_string(below(256)) + "." + std::to_string(below(256)) + "." +
						 std::to_string(below(256)) + ".7");
			digits16.push_back(digits(16));
			note.push_back("Called " + word() + " on +44 20 " + digits(8) + ", who wants the invoice sent to " +
						   word() + "@acme.org by Monday.");
			city.push_back(word());
			url.push_back("https://www.acme.org/users/" + digits(6) + "?ref=" + word());
			mac.push_back("00:1a:2b:" + digits(2) + ":" + digits(2) + ":" + digits(2));
			number.push_back(static_cast<std::int64_t>(below(1'000'000)));
		}
	}
};

class Bench {
public:
	explicit Bench(Environment const &environment) : environment_{environment} {}
	~Bench() {
		std::fprintf(stderr, "checksum %llu\n", static_cast<unsigned long long>(sink_));
	} // so that no work is left out

	void text(char const *label, std::vector<std::string> const &values, Target const &target = {},
			  Row const &row = {}) {
		auto const mask = make(label, target);
		std::string out;
		print(label + std::string{target.unique ? " unique" : ""}, [&](std::size_t first) {
			for (std::size_t i = first; i < first + turn; ++i) {
				out.clear();
				mask->text(values[i], row, out);
				sink_ += out.size();
			}
		});
	}
	template <typename Body>
	void each(char const *label, Type type, std::vector<std::int64_t> const &values, Body &&body) {
		auto const mask = make(label, {.type = type});
		print(std::string{label} + " " + std::string{name_of(type)}, [&](std::size_t first) {
			for (std::size_t i = first; i < first + turn; ++i)
				sink_ += static_cast<std::uint64_t>(body(*mask, values[i]));
		});
	}

private:
	std::unique_ptr<Mask> make(char const *label, Target const &target) {
		return compile(parse_column_label(label, target.type), target, environment_);
	}
	template <typename Run>
	void print(std::string const &label, Run &&run) {
		std::vector<double> times;
		for (int i = 0; i < runs; ++i)
			for (std::size_t first = 0; first < rows; first += turn) {
				auto const start = std::chrono::steady_clock::now();
				run(first);
				std::chrono::duration<double, std::nano> const time = std::chrono::steady_clock::now() - start;
				times.push_back(time.count() / turn);
			}
		std::ranges::sort(times);
		std::printf("%s\t%.0f\n", label.c_str(), times[times.size() / 2]);
	}

	Environment const &environment_;
	std::uint64_t sink_ = 0;
};

} // namespace

int main() {
	unsigned char const bytes[32] = {1, 2, 3};
	Keys const keys{Secret{bytes}};
	Dictionaries const words = dictionaries();
	Environment const environment{keys, words};
	Users const users;
	Bench bench{environment};
	std::printf("strategy\tns\n");
	bench.text("partial(1, '****', 2)", users.email);
	bench.text("redact", users.email);
	for (char const *const label : {"first_name", "last_name", "name"})
		bench.text(label, users.name);
	bench.text("name(entity => 'id')", users.name, {}, {.entity = "12345678"});
	bench.text("street", users.address);
	bench.text("address", users.address);
	bench.text("city", users.city);
	bench.text("country", users.city);
	bench.text("company", users.name);
	bench.text("user_agent", users.name);
	bench.text("lorem", users.note);
	bench.text("username", users.name);
	bench.text("email", users.email);
	bench.text("email(domain => 'masked')", users.email);
	bench.text("email(style => 'name')", users.email);
	bench.text("phone", users.phone);
	bench.text("phone", users.phone, {.unique = true});
	bench.text("postcode", users.city);
	bench.text("credit_card", users.card);
	bench.text("credit_card", users.card, {.unique = true});
	bench.text("iban", users.iban);
	bench.text("ssn", users.ssn);
	bench.text("ip", users.ip);
	bench.text("mac", users.mac);
	bench.text("url", users.url);
	bench.text("uuid", users.uuid);
	bench.text("hash", users.email);
	bench.text("hash(length => 16)", users.email);
	bench.text("hash(algorithm => 'sha512')", users.email);
	bench.text("pseudonym", users.name);
	bench.text("pseudonym", users.name, {.unique = true});
	bench.text("encrypt", users.email);
	bench.text("fpe", users.digits16);
	bench.text("redact_text", users.note);
	bench.text("generalize", users.digits16);
	auto const integer = [](Mask const &mask, std::int64_t value) { return mask.integer(value, {}); };
	bench.each("fpe", Type::integer, users.number, integer);
	bench.each("fpe", Type::bigint, users.number, integer);
	bench.each("noise", Type::integer, users.number, integer);
	bench.each("bucket", Type::integer, users.number, integer);
	bench.each("round(to => 50)", Type::integer, users.number, integer);
	bench.each("noise", Type::real, users.number,
			   [](Mask const &mask, std::int64_t value) { return mask.real(static_cast<double>(value), {}) > 0; });
	bench.each("noise", Type::numeric, users.number, [](Mask const &mask, std::int64_t value) {
		return mask.numeric({value, 2}, {}).mantissa > 0;
	});
	auto const date = [](Mask const &mask, std::int64_t value) {
		return mask.date({static_cast<std::int32_t>(value % 20000)}, {.entity = "12345678"}).days;
	};
	for (char const *const label : {"birthdate", "noise", "truncate_date", "date_shift(entity => 'id')"})
		bench.each(label, Type::date, users.number, date);
	bench.each("noise", Type::timestamp, users.number,
			   [](Mask const &mask, std::int64_t value) { return mask.timestamp({value * 1000003}, {}).microseconds; });
	bench.each("ip", Type::inet, users.number, [](Mask const &mask, std::int64_t value) {
		Inet address;
		address.bytes = {10, static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
						 static_cast<std::uint8_t>(value)};
		return mask.inet(address, {}).bytes[3];
	});
	bench.each("uuid", Type::uuid, users.number, [](Mask const &mask, std::int64_t value) {
		return mask.uuid({static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
						  static_cast<std::uint8_t>(value >> 16)},
						 {})[0];
	});
}
