#include "connection.hpp"

#include "catalog/queries.hpp"

#include <vector>

namespace confiture::test {

catalog::Snapshot Connection::snapshot() {
	std::string settings = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SELECT 1";
	for (auto const &[name, value] : catalog::reading_settings)
		settings += ", set_config('" + std::string{name} + "', '" + std::string{value} + "', true)";
	execute(settings);
	catalog::Snapshot snapshot = catalog::read_snapshot([&](std::string const &sql, catalog::VisitRow const &visit) {
		Result const result = execute(sql);
		int const width = PQnfields(result.get());
		std::vector<std::string_view> names;
		for (int column = 0; column < width; ++column)
			names.emplace_back(PQfname(result.get(), column));
		std::vector<std::optional<std::string_view>> cells(names.size());
		for (int row = 0; row < PQntuples(result.get()); ++row) {
			for (int column = 0; column < width; ++column)
				if (PQgetisnull(result.get(), row, column))
					cells[static_cast<std::size_t>(column)].reset();
				else
					cells[static_cast<std::size_t>(column)] =
						std::string_view{PQgetvalue(result.get(), row, column),
										 static_cast<std::size_t>(PQgetlength(result.get(), row, column))};
			visit(names, cells);
		}
	});
	execute("COMMIT");
	return snapshot;
}

} // namespace confiture::test
