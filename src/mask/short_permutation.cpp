#include "mask/short_permutation.hpp"

#include <algorithm>

#include "error.hpp"

namespace confiture::mask {

std::vector<std::uint32_t> const &ShortPermutation::sorted(std::uint32_t size) const {
	auto [at, is_new] = sorted_.try_emplace(size);
	if (!is_new && at->second.size() == size)
		return at->second;
	std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
	keyed.reserve(size);
	std::string asked = tweak_ + std::string(8, '\0');
	auto const put = [&](std::size_t from_end, std::uint32_t number) {
		for (std::size_t i = 0; i < 4; ++i)
			asked[asked.size() - from_end + i] = static_cast<char>(number >> (8 * i));
	};
	put(8, size);
	for (std::uint32_t i = 0; i < size; ++i) {
		put(4, i);
		keyed.emplace_back(prf_(std::string_view{asked}).high, i);
	}
	std::ranges::sort(keyed);
	at->second.reserve(size);
	for (auto const &[key, number] : keyed)
		at->second.push_back(number);
	return at->second;
}

std::uint32_t ShortPermutation::forward(std::uint32_t value, std::uint32_t size) const {
	if (size > largest || value >= size)
		throw Error(sqlstate::invalid_parameter_value, "too few or too many values to permute");
	return sorted(size)[value];
}

std::uint32_t ShortPermutation::backward(std::uint32_t value, std::uint32_t size) const {
	if (size > largest || value >= size)
		throw Error(sqlstate::invalid_parameter_value, "too few or too many values to permute");
	auto &places = places_[size];
	if (places.size() != size) {
		std::vector<std::uint32_t> const &there = sorted(size);
		places.resize(size);
		for (std::uint32_t i = 0; i < size; ++i)
			places[there[i]] = i;
	}
	return places[value];
}

} // namespace confiture::mask
