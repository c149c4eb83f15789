#include "diff/column_order.hpp"

namespace confiture::diff {

bool in_another_order(Comparison const &compared, Side const &side, Position table) {
	bool const fresh = &side == &compared.to;
	Side const &other = fresh ? compared.from : compared.to;
	auto const &here = fresh ? compared.to_of : compared.from_of, &there = fresh ? compared.from_of : compared.to_of;
	std::vector<Position> expected, wanted = side.columns(table);
	for (Position const column : other.columns(there[table]))
		if (here[column] != nowhere)
			expected.push_back(here[column]);
	for (Position const column : wanted)
		if (there[column] == nowhere)
			expected.push_back(column);
	return expected != wanted;
}

std::vector<std::string> tables_in_another_order(Comparison const &compared) {
	std::vector<std::string> tables;
	for (Position table = 0; table < compared.to.size(); ++table)
		if (compared.to[table].kind == Kind::table && !compared.comes(table) &&
			in_another_order(compared, compared.to, table))
			tables.push_back(compared.to[table].identity);
	return tables;
}

} // namespace confiture::diff
