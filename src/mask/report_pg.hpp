// What is masked and how, for an auditor; and how far masked rows can be told apart.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// How large the groups are of rows that agree in some columns, as they are read masked.
struct Anonymity {
	std::int64_t smallest = 0; // k; 0: no rows
	std::int64_t groups = 0;
	std::int64_t rows = 0;
	std::int64_t groups_below = 0; // smaller than what was asked for
	std::int64_t rows_below = 0;
};
[[nodiscard]] Anonymity anonymity(Oid relation, std::vector<std::string> const &columns, int k);

struct ReportSection {
	std::string title;
	std::string text;
	std::vector<std::string> columns;
	std::vector<std::vector<std::string>> rows;
};

// `quasi_identifiers`: tables, and columns of theirs that might tell who a row is about when they are known together.
using QuasiIdentifiers = std::vector<std::pair<std::string, std::vector<std::string>>>;
[[nodiscard]] std::vector<ReportSection> masking_report(QuasiIdentifiers const &quasi_identifiers, int k);

} // namespace confiture::mask
