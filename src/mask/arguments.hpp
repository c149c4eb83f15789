// The arguments of a call, with the strategy's defaults for those not given. Labels were checked before, so what is
// wrong here is a mistake of ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mask/label.hpp"
#include "mask/strategy.hpp"
#include "mask/types.hpp"

namespace confiture::mask {

class Arguments {
public:
	Arguments(Strategy const &strategy, Call const &call) : strategy_{strategy}, call_{call} {}

	[[nodiscard]] Strategy const &strategy() const { return strategy_; }
	[[nodiscard]] bool given(std::string_view name) const; // and not null
	[[nodiscard]] std::string text(std::string_view name) const;
	[[nodiscard]] double number(std::string_view name) const;
	[[nodiscard]] std::int64_t integer(std::string_view name) const { return static_cast<std::int64_t>(number(name)); }
	[[nodiscard]] bool boolean(std::string_view name) const;
	[[nodiscard]] Interval interval(std::string_view name) const;
	[[nodiscard]] Value const *value_of(std::string_view name) const { return call_.find(name); } // nullptr: not given
	// Refuses the call for a reason that no single argument shows.
	[[noreturn]] void refuse(std::string message, std::string hint = {}) const;

private:
	[[nodiscard]] Value value(std::string_view name) const;

	Strategy const &strategy_;
	Call const &call_;
};

} // namespace confiture::mask
