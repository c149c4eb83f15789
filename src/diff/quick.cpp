#include "diff/quick.hpp"

#include <algorithm>

namespace confiture::diff {

Step quick(Step const &model, std::string sql, std::optional<std::string> reverse, Lock lock) {
	Step step = model;
	step.sql = std::move(sql);
	step.reverse_sql = std::move(reverse);
	step.lock = to_string(lock);
	step.risk = Risk::reversible;
	step.rewrites = false;
	step.reason.clear();
	return step;
}

Step quick(Step const &model, std::string sql, std::optional<std::string> reverse, Change change) {
	Lock strongest = Lock::none;
	for (Locked const &one : effect_of(change, every_version - 1).locked)
		strongest = std::max(strongest, one.lock);
	return quick(model, std::move(sql), std::move(reverse), strongest);
}

Step concurrent(Step const &model, std::string sql, std::optional<std::string> reverse) {
	Step step = quick(model, std::move(sql), std::move(reverse), Lock::share_update_exclusive);
	step.transactional = false;
	return step;
}

} // namespace confiture::diff
