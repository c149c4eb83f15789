// Whether this session reads masked values, and who says so: the setting confiture.masking, or the label of a role.
#pragma once

#include "pg/guard.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

enum class Masking { off, copy, on };

enum class Unclassified { off, warn, error };

// Whether the session user, the role that SET ROLE chose, or the current user is labelled "masked" or is a member of
// such a role. So the code of others (SECURITY DEFINER) stays masked in a masked session. Cheap; needs a transaction.
[[nodiscard]] bool role_is_masked();

// Whether a role is labelled "masked" or is a member of one that is; in a transaction, also while it logs in.
[[nodiscard]] bool is_masked_role(Oid role);

// A role and those that it is a member of, however indirectly; of those that it only administers it is none.
[[nodiscard]] std::vector<Oid> memberships_of(Oid role);

// The stronger of the setting and of what the roles demand. Plans made under another one are dropped when this changes.
[[nodiscard]] Masking effective_masking();

// Labels and roles that others changed are heard of at the latest here: a statement inside of a transaction may come
// without any lock to wait for, at which the server would listen. Costs nothing when there is no news.
void hear_of_changes();

// As it was when last asked; reads no catalog, so it may be asked while an error is reported.
[[nodiscard]] Masking last_masking() noexcept;

[[nodiscard]] bool masks_loads();  // confiture.mask_load
[[nodiscard]] bool dumps_labels(); // confiture.dump_labels
[[nodiscard]] Unclassified unclassified();

// confiture.trusted_schemas, the names as they are written there, without quotes.
[[nodiscard]] std::vector<std::string> trusted_schemas();

// Reads are masked while it lives, as under confiture.masking = on, in parallel workers too.
class MaskedReads {
	pg::LocalSettings settings_{{"confiture.masking", "on"}};

public:
	void end(); // on success; after an error the transaction's end puts the setting back
};

void install_state();

} // namespace confiture::mask
