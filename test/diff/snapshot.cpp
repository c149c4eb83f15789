// Writes the snapshot of a database, read back once, which must not change it.
//
//   snapshot CONNINFO
#include "connection.hpp"

#include "catalog/json.hpp"

#include <iostream>

using namespace confiture;

int main(int, char **argv) {
	test::Connection connection{argv[1]};
	catalog::Snapshot const snapshot = connection.snapshot();
	std::string const text = catalog::to_json(snapshot);
	bool const same = catalog::from_json(text) == snapshot && catalog::to_json(catalog::from_json(text)) == text;
	std::cout << text;
	if (!same)
		std::cerr << "read back, it is another\n";
	return !same;
}
