// Runs every catalog query on the server, wanted or not: each must be valid SQL on each supported version.
//
//   queries CONNINFO
#include "connection.hpp"

#include "catalog/queries.hpp"

#include <iostream>

using namespace confiture;

int main(int, char **argv) {
	test::Connection connection{argv[1]};
	int const version = std::atoi(PQgetvalue(connection.execute("SHOW server_version_num").get(), 0, 0));
	int failed = 0;
	for (catalog::CatalogQuery const &query : catalog::catalog_queries(version))
		for (std::string const &sql : {query.sql, "SELECT " + std::string{query.probe.empty() ? "true" : query.probe}})
			try {
				connection.execute(sql);
			} catch (std::exception const &error) {
				std::cout << "not ok " << catalog::to_string(query.kind) << ": " << error.what();
				++failed;
			}
	std::cout << version << ": " << failed << " queries fail\n";
	return failed != 0;
}
