// Work on one template, for one process at a time, in whichever database it runs.
#pragma once

#include "pg/postgres.hpp"

namespace confiture::build {

class BuildLock {
	LOCKTAG tag_;
	bool of_session_;

public:
	enum class Purpose {
		build,  // held until the end of the transaction, or until it is released
		refill, // held until the end of the process, over commits
	};
	BuildLock(std::string const &key, Purpose purpose);
	void release();
};

} // namespace confiture::build
