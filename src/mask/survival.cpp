#include "mask/survival.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace confiture::mask {

double chance_of(std::int64_t count, double expected) {
	if (count <= 0)
		return 1;
	double term = std::exp(-expected); // of exactly 0
	double less = 0;
	for (std::int64_t i = 0; i < count && term + less > 0; ++i) {
		less += term;
		term *= expected / static_cast<double>(i + 1);
		if (static_cast<double>(i) > expected && term < 1e-17) // the rest is nothing
			break;
	}
	// so many are expected that even none has a chance of 0 in a double
	if (less == 0)
		return static_cast<double>(count) > expected + 4 * std::sqrt(expected) ? 0 : 1;
	return std::clamp(1 - less, 0.0, 1.0);
}

void RowsByKey::add(std::uint64_t source, std::uint64_t target) {
	++rows_;
	++values_[source].source;
	++values_[target].target;
	if (source == target) {
		++values_[source].unchanged;
		++unchanged_;
	}
}

std::int64_t RowsByKey::unchanged_values() const {
	return std::ranges::count_if(values_, [](auto const &value) { return value.second.unchanged > 0; });
}

double RowsByKey::by_chance() const {
	double pairs = 0;
	for (auto const &[number, value] : values_)
		pairs += static_cast<double>(value.source) * static_cast<double>(value.target);
	return rows_ == 0 ? 0 : pairs / static_cast<double>(rows_);
}

bool RowsByKey::is_beyond_chance(bool by_value) const {
	if (unchanged_ == 0)
		return false;
	if (!by_value)
		return chance_of(unchanged_, by_chance()) < least_chance;
	std::int64_t whole = 0; // values that no row changed
	std::int64_t sources = 0;
	double targets = 0;
	double common = 0;
	for (auto const &[number, value] : values_) {
		if (value.unchanged > 0 && value.unchanged < value.source)
			return true;
		whole += value.source > 0 && value.unchanged == value.source ? 1 : 0;
		sources += value.source > 0 ? 1 : 0;
		targets += value.target > 0 ? 1 : 0;
		common += value.source > 0 && value.target > 0 ? 1 : 0;
	}
	return (whole == sources && sources > 1) || chance_of(whole, common / targets) < least_chance;
}

ByCount compare_counts(Counts const &source, Counts const &target) {
	std::vector<double> from;
	std::vector<double> to;
	auto const total = [](Counts const &counts) {
		double sum = 0;
		for (auto const &[value, count] : counts)
			sum += static_cast<double>(count);
		return std::max(sum, 1.0);
	};
	double const rows = total(source);
	double const target_rows = total(target);
	auto const add = [&](std::uint64_t value) {
		auto const share = [&](Counts const &counts, double of) {
			auto const at = counts.find(value);
			return at == counts.end() ? 0 : static_cast<double>(at->second) / of;
		};
		from.push_back(share(source, rows));
		to.push_back(share(target, target_rows));
	};
	for (auto const &[value, count] : source)
		add(value);
	for (auto const &[value, count] : target)
		if (!source.contains(value))
			add(value);

	auto const common = [&] {
		double sum = 0;
		for (std::size_t i = 0; i < from.size(); ++i)
			sum += std::min(from[i], to[i]);
		return sum;
	};
	constexpr int deals = 1000;
	ByCount result{common(), 0, false};
	int as_high = 0;
	std::mt19937_64 random{1}; // the same answer each time
	for (int i = 0; i < deals; ++i) {
		for (std::size_t n = to.size(); n > 1; --n) // std::shuffle differs from library to library
			std::swap(to[n - 1], to[random() % n]);
		double const dealt = common();
		result.by_chance += dealt / deals;
		as_high += dealt >= result.share - 1e-9 ? 1 : 0;
	}
	result.is_beyond_chance = as_high < deals * least_chance;
	return result;
}

} // namespace confiture::mask
