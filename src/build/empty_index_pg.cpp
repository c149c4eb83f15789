#include "build/empty_index_pg.hpp"

#include "pg/guard.hpp"

namespace confiture::build {

static int builds = 0; // that run in this session, one inside the other
static object_access_hook_type next_hook = nullptr;
static ambuild_function build_btree = nullptr;

EmptyIndexes::EmptyIndexes() { ++builds; }
EmptyIndexes::~EmptyIndexes() { --builds; }

// ---- What the server calls: its functions alone, so errors may pass
// ---------------------------------------------------

// What btbuild makes of a table without rows: a metapage that names no root.
static IndexBuildResult *build_empty_btree(Relation table, Relation index, IndexInfo *info) {
	index->rd_indam->ambuild = build_btree;
	if (builds == 0 || RelationGetNumberOfBlocks(table) != 0 || RelationGetNumberOfBlocks(index) != 0)
		return build_btree(table, index, info);

	bool const equal_by_image = _bt_allequalimage(index, true);
	Buffer const buffer = pg::extend_by_a_page(index);
	START_CRIT_SECTION();
	_bt_initmetapage(BufferGetPage(buffer), P_NONE, 0, equal_by_image);
	MarkBufferDirty(buffer);
	if (RelationNeedsWAL(index))
		log_newpage_buffer(buffer, true);
	END_CRIT_SECTION();
	UnlockReleaseBuffer(buffer);
	return static_cast<IndexBuildResult *>(palloc0(sizeof(IndexBuildResult)));
}

// Puts our function in the place of btbuild, in this session's description of the one index. index_create makes the
// index visible right after this hook and then builds it; we do the first a moment earlier, to have the description.
static void use_for(Oid relation) {
	Relation const index = RelationIdGetRelation(relation);
	if (index == nullptr)
		return;
	if (index->rd_rel->relkind == RELKIND_INDEX && index->rd_rel->relam == BTREE_AM_OID) {
		CommandCounterIncrement();
		build_btree = index->rd_indam->ambuild;
		index->rd_indam->ambuild = build_empty_btree;
	}
	RelationClose(index);
}

static void look_at_new_object(ObjectAccessType access, Oid catalog, Oid object, int part, void *arguments) {
	if (next_hook != nullptr)
		next_hook(access, catalog, object, part, arguments);
	if (builds > 0 && access == OAT_POST_CREATE && catalog == RelationRelationId && part == 0)
		use_for(object);
}

void install_empty_indexes() {
	next_hook = object_access_hook;
	object_access_hook = look_at_new_object;
}

} // namespace confiture::build
