// How long reading, comparing and writing take, in milliseconds: medians of five.
//
//   timing CONNINFO-OLD CONNINFO-NEW
#include "connection.hpp"

#include "catalog/json.hpp"
#include "diff/plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace confiture;

template <typename Body>
static double median_ms(Body &&body) {
	std::vector<double> times;
	for (int i = 0; i < 5; ++i) {
		auto const start = std::chrono::steady_clock::now();
		body();
		times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
	}
	std::sort(times.begin(), times.end());
	return times[2];
}

int main(int, char **argv) {
	test::Connection old{argv[1]}, fresh{argv[2]};
	catalog::Snapshot from, to;
	std::string json;
	std::size_t steps = 0;
	double const read_old = median_ms([&] { from = old.snapshot(); });
	double const read_new = median_ms([&] { to = fresh.snapshot(); });
	double const connect = median_ms([&] { (void) test::Connection{argv[2]}.snapshot(); });
	double const write = median_ms([&] { json = catalog::to_json(to); });
	double const parse = median_ms([&] { (void) catalog::from_json(json); });
	double const plan = median_ms([&] { steps = diff::plan(from, to).size(); });
	std::printf("%zu objects, %zu steps: read %.1f and %.1f (%.1f in a new session), plan %.1f, write JSON %.1f, read "
				"JSON %.1f\n",
				to.objects.size(), steps, read_old, read_new, connect, plan, write, parse);
}
