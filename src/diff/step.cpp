#include "diff/step.hpp"

namespace confiture::diff {

std::string_view to_string(Operation operation) {
	switch (operation) {
	case Operation::create:
		return "create";
	case Operation::alter:
		return "alter";
	case Operation::drop:
		return "drop";
	case Operation::replace:
		return "replace";
	case Operation::rename:
		return "rename";
	case Operation::comment:
		return "comment";
	case Operation::grant:
		return "grant";
	case Operation::revoke:
		return "revoke";
	case Operation::label:
		return "label";
	case Operation::error:
		return "error";
	}
	return {};
}

std::string_view to_string(Risk risk) {
	switch (risk) {
	case Risk::safe:
		return "safe";
	case Risk::reversible:
		return "reversible";
	case Risk::locking:
		return "locking";
	case Risk::rewrite:
		return "rewrite";
	case Risk::destructive:
		return "destructive";
	}
	return {};
}

} // namespace confiture::diff
