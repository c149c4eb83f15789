#include "fixture.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "mask/detect.hpp"

namespace confiture::mask {
namespace {

Detector const &detector() {
	static Detector const all{dictionaries()};
	return all;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
	std::vector<std::string_view> parts;
	while (true) {
		std::size_t const end = text.find(separator);
		parts.push_back(text.substr(0, end));
		if (end == std::string_view::npos)
			return parts;
		text.remove_prefix(end + 1);
	}
}

Type type_named(std::string_view name) {
	for (unsigned type = 0; type <= static_cast<unsigned>(Type::other); ++type)
		if (name_of(static_cast<Type>(type)) == name)
			return static_cast<Type>(type);
	return name == "real" ? Type::real : Type::other;
}

// A labelled sample of columns, half of which are traps. Precision: how many of those called personal are. Recall: how
// many of those that are personal are found. What is called another kind of personal data is found, and counted beside.
TEST(Detect, finds_the_personal_columns_of_a_labelled_sample) {
	std::string const file = read_file(repository() / "test/unit/mask/detect_columns.tsv");
	int personal = 0, traps = 0, found = 0, exact = 0, wrong = 0;
	std::string report;
	for (std::string_view const line : split(file, '\n')) {
		if (line.empty() || line.starts_with('#'))
			continue;
		auto const cells = split(line, '\t');
		ASSERT_EQ(cells.size(), 5u) << line;
		auto samples = split(cells[4], '|');
		std::erase(samples, "");
		Column const column{cells[0], cells[1], type_named(cells[2]), samples};
		ASSERT_NE(column.type, Type::other) << line;
		auto const detection = detector().detect(column);
		std::string_view const expected = cells[3];
		std::string const where = std::string{cells[0]} + "." + std::string{cells[1]};
		(expected == "-" ? traps : personal) += 1;
		if (!detection) {
			if (expected != "-")
				report += "missed: " + where + ", " + std::string{expected} + "\n";
			continue;
		}
		EXPECT_GE(detection->confidence, 0.5) << where;
		EXPECT_LE(detection->confidence, 1.0) << where;
		EXPECT_FALSE(detection->evidence.empty()) << where;
		// The label that is suggested is one that the column takes.
		Call const call = parse_column_label(detection->label, column.type);
		if (find_strategy(call.strategy)->floor == Floor::plain) {
			EXPECT_NO_THROW(check(call, {.type = column.type}, dictionaries())) << where << ": " << detection->label;
		}
		if (expected == "-") {
			++wrong;
			report += "false alarm: " + where + ", " + std::string{name_of(detection->subject)} + ": " +
					  detection->evidence + "\n";
			continue;
		}
		++found;
		if (name_of(detection->subject) == expected)
			++exact;
		else
			report += "other kind: " + where + ", " + std::string{expected} + " as " +
					  std::string{name_of(detection->subject)} + ": " + detection->evidence + "\n";
	}
	double const precision = static_cast<double>(found) / (found + wrong),
				 recall = static_cast<double>(found) / personal;
	std::cout << personal << " personal columns and " << traps << " traps: precision " << precision << ", recall "
			  << recall << ", of the right kind " << static_cast<double>(exact) / found << "\n";
	if (std::getenv("VERBOSE"))
		std::cout << report;
	EXPECT_GE(personal + traps, 200);
	EXPECT_GE(traps * 2, personal + traps);
	EXPECT_GE(precision, 0.97) << report;
	EXPECT_GE(recall, 0.97) << report;
	EXPECT_GE(static_cast<double>(exact) / found, 0.95) << report;
}

std::optional<Detection> detect(std::string_view table, std::string_view name, Type type,
								std::vector<std::string_view> samples = {}) {
	return detector().detect({table, name, type, samples});
}

TEST(Detect, reads_names_however_they_are_written) {
	for (char const *const name : {"first_name", "firstName", "FirstName", "FIRST_NAME", "first-name", "First Name",
								   "user_first_name", "prénom", "PrénomClient", "first_name2"}) {
		auto const detection = detect("t", name, Type::text);
		ASSERT_TRUE(detection) << name;
		EXPECT_EQ(detection->subject, Subject::first_name) << name;
	}
	EXPECT_FALSE(detect("t", "", Type::text));
	EXPECT_FALSE(detect("t", "___", Type::text));
	EXPECT_FALSE(detect("t", "\xFF\xFE", Type::text));
}

TEST(Detect, believes_values_more_than_names) {
	EXPECT_FALSE(detect("users", "email", Type::text, {"yes", "no", "yes", "no"}));
	EXPECT_FALSE(detect("users", "phone", Type::text, {"iPhone", "Pixel", "Galaxy"}));
	EXPECT_EQ(detect("t", "x", Type::text, {"a@b.co", "c@d.org", "e@f.net"})->subject, Subject::email);
	EXPECT_GT(detect("users", "email", Type::text, {"a@b.co", "c@d.org", "e@f.net"})->confidence,
			  detect("users", "email", Type::text)->confidence);
}

TEST(Detect, says_why_without_a_value) {
	auto const detection = detect("users", "email", Type::text, {"canary@acme.org", "c@d.org", "e@f.net"});
	ASSERT_TRUE(detection);
	EXPECT_EQ(detection->evidence, "named \"email\", 3 of 3 values are e-mail addresses");
	EXPECT_EQ(detection->label, "email");
}

TEST(Detect, suggests_a_label_for_the_type) {
	EXPECT_EQ(detect("users", "phone", Type::bigint)->label, "fpe");
	EXPECT_EQ(detect("users", "birthday", Type::date)->label, "birthdate");
	EXPECT_EQ(detect("users", "photo", Type::bytea)->label, "empty_string");
	EXPECT_EQ(detect("users", "latitude", Type::real)->label, "round(digits => 1)");
	EXPECT_FALSE(detect("users", "email", Type::integer)); // an address is no number
}

TEST(Detect, takes_anything) {
	Random random;
	for (int i = 0; i < 2000; ++i) {
		std::string const name = random.bytes(random.below(30)), a = random.bytes(random.below(60)),
						  b = random.bytes(random.below(60));
		(void) detect(name, name, static_cast<Type>(random.below(15)), {a, b, a, b});
	}
}

} // namespace
} // namespace confiture::mask
