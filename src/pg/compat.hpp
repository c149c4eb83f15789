// Where PostgreSQL 15, 17 and 18 differ, and nowhere else. Included by pg/postgres.hpp.
#pragma once

// The last parameter of ExecutorRun went with 18.
#if PG_VERSION_NUM >= 180000
#define PG_RUN_ONCE(parameter)
#else
#define PG_RUN_ONCE(parameter) , parameter
#endif

namespace confiture::pg {

// 18 took run_once away.
inline bool portal_run(Portal portal, bool top_level, DestReceiver *receiver, QueryCompletion *completion) {
#if PG_VERSION_NUM >= 180000
	return PortalRun(portal, FETCH_ALL, top_level, receiver, receiver, completion);
#else
	return PortalRun(portal, FETCH_ALL, top_level, true, receiver, receiver, completion);
#endif
}

// 16 renamed where a relation's file is told.
inline std::uint32_t file_of(Relation relation) {
#if PG_VERSION_NUM >= 160000
	return relation->rd_locator.relNumber;
#else
	return relation->rd_node.relNode;
#endif
}

// Has the planner put all that is parallel safe into one worker. Renamed in 16.
#if PG_VERSION_NUM >= 160000
inline constexpr char const *run_in_worker_setting = "debug_parallel_query";
#else
inline constexpr char const *run_in_worker_setting = "force_parallel_mode";
#endif

// 16 took the magic block number from ReadBuffer. The buffer is locked, its page zero.
inline Buffer extend_by_a_page(Relation relation) {
#if PG_VERSION_NUM >= 160000
	return ExtendBufferedRel(BMR_REL(relation), MAIN_FORKNUM, nullptr, EB_LOCK_FIRST);
#else
	return ReadBufferExtended(relation, MAIN_FORKNUM, P_NEW, RBM_ZERO_AND_LOCK, nullptr);
#endif
}

// 16 added soft errors.
inline RangeType *make_range(TypeCacheEntry *type, RangeBound lower, RangeBound upper) {
#if PG_VERSION_NUM >= 160000
	return ::make_range(type, &lower, &upper, false, nullptr);
#else
	return ::make_range(type, &lower, &upper, false);
#endif
}

// Before 16 the callbacks of the tree walkers were declared without their parameters.
using Walker = bool (*)(Node *, void *);
using Mutator = Node *(*) (Node *, void *);

#if PG_VERSION_NUM >= 160000
inline bool walk_expression(Node *node, Walker walker, void *context) {
	return expression_tree_walker(node, walker, context);
}
inline bool walk_query(Query *query, Walker walker, void *context, int flags = 0) {
	return query_tree_walker(query, walker, context, flags);
}
inline Node *mutate_expression(Node *node, Mutator mutator, void *context) {
	return expression_tree_mutator(node, mutator, context);
}
inline Query *mutate_query(Query *query, Mutator mutator, void *context, int flags = 0) {
	return query_tree_mutator(query, mutator, context, flags);
}
#else
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-function-type"
inline bool walk_expression(Node *node, Walker walker, void *context) {
	return expression_tree_walker(node, reinterpret_cast<bool (*)()>(walker), context);
}
inline bool walk_query(Query *query, Walker walker, void *context, int flags = 0) {
	return query_tree_walker(query, reinterpret_cast<bool (*)()>(walker), context, flags);
}
inline Node *mutate_expression(Node *node, Mutator mutator, void *context) {
	return expression_tree_mutator(node, reinterpret_cast<Node *(*) ()>(mutator), context);
}
inline Query *mutate_query(Query *query, Mutator mutator, void *context, int flags = 0) {
	return query_tree_mutator(query, reinterpret_cast<Node *(*) ()>(mutator), context, flags);
}
#pragma GCC diagnostic pop
#endif

// Which columns a statement reads and writes, and who is checked for it: since 16 beside the range table entry.
struct WrittenColumns {
	Bitmapset *inserted;
	Bitmapset *updated;
};

#if PG_VERSION_NUM >= 160000
inline WrittenColumns written_columns(Query *query, RangeTblEntry *entry) {
	if (entry->perminfoindex == 0)
		return {nullptr, nullptr};
	RTEPermissionInfo const *const info = getRTEPermissionInfo(query->rteperminfos, entry);
	return {info->insertedCols, info->updatedCols};
}
// What is checked for "entry" of "outer" is from now on checked for "moved", the first entry of "inner".
inline void move_permissions(Query *outer, RangeTblEntry *entry, Query *inner, RangeTblEntry *moved) {
	moved->perminfoindex = 0;
	if (entry->perminfoindex == 0)
		return;
	inner->rteperminfos = list_make1(copyObjectImpl(getRTEPermissionInfo(outer->rteperminfos, entry)));
	moved->perminfoindex = 1;
	entry->perminfoindex = 0;
}
#else
inline WrittenColumns written_columns(Query *, RangeTblEntry *entry) {
	return {entry->insertedCols, entry->updatedCols};
}
inline void move_permissions(Query *, RangeTblEntry *entry, Query *, RangeTblEntry *) { // moved is a copy of entry
	entry->requiredPerms = 0;
	entry->checkAsUser = InvalidOid;
	entry->selectedCols = entry->insertedCols = entry->updatedCols = entry->extraUpdatedCols = nullptr;
}
#endif

// The expression of a generated column, over Vars of relation 1.
inline Node *generation_expression(Relation relation, AttrNumber attribute) {
#if PG_VERSION_NUM >= 180000
	return build_generation_expression(relation, attribute);
#else
	return build_column_default(relation, attribute);
#endif
}

// An expression over Vars of relation 1 with virtual columns as what they are computed from: no row holds them.
// Since 18.
inline Node *without_virtual_columns(Node *expression, [[maybe_unused]] Relation relation) {
#if PG_VERSION_NUM >= 180000
	return expand_generated_columns_in_expr(expression, relation, 1);
#else
	return expression;
#endif
}

// Whether a column is computed when it is read, and no row holds it. Since 18.
inline bool is_virtual([[maybe_unused]] Form_pg_attribute column) {
#if PG_VERSION_NUM >= 180000
	return column->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
#else
	return false;
#endif
}

// Makes an expression that stands in the place of a whole-row or column Var null where that Var would be, and marks
// the Vars in it as the old or new row's, as that Var was. Since 18.
inline Node *as_returned(Node *expression, [[maybe_unused]] Var const *place) {
#if PG_VERSION_NUM >= 180000
	if (place->varreturningtype != VAR_RETURNING_DEFAULT) {
		ReturningExpr *const returned = makeNode(ReturningExpr);
		returned->retlevelsup = static_cast<int>(place->varlevelsup);
		returned->retold = place->varreturningtype == VAR_RETURNING_OLD;
		returned->retexpr = reinterpret_cast<Expr *>(expression);
		return reinterpret_cast<Node *>(returned);
	}
#endif
	return expression;
}
inline void copy_returning(Var *target, Var const *source) {
#if PG_VERSION_NUM >= 160000
	target->varnullingrels = bms_copy(source->varnullingrels);
#endif
#if PG_VERSION_NUM >= 180000
	target->varreturningtype = source->varreturningtype;
#else
	static_cast<void>(target), static_cast<void>(source);
#endif
}

// Whether an input function has reported an error softly. Since 16.
inline bool failed_softly([[maybe_unused]] FunctionCallInfo call) {
#if PG_VERSION_NUM >= 160000
	return SOFT_ERROR_OCCURRED(call->context);
#else
	return false;
#endif
}

// Whether the current user may write the columns of a relation that a COPY FROM names.
inline void check_insert(ParseState *state, ParseNamespaceItem *item, Bitmapset *columns) {
#if PG_VERSION_NUM >= 160000
	item->p_perminfo->requiredPerms = ACL_INSERT;
	item->p_perminfo->insertedCols = columns;
	ExecCheckPermissions(state->p_rtable, list_make1(item->p_perminfo), true);
#else
	item->p_rte->requiredPerms = ACL_INSERT;
	item->p_rte->insertedCols = columns;
	ExecCheckRTPerms(state->p_rtable, true);
#endif
}

// A tuple of a decoded change; before 17 in a struct with room for its data behind it.
#if PG_VERSION_NUM >= 170000
inline HeapTuple tuple_of(HeapTuple changed) { return changed; }
inline HeapTuple to_changed(HeapTuple tuple) { return tuple; }
#else
inline HeapTuple tuple_of(ReorderBufferTupleBuf *changed) { return changed == nullptr ? nullptr : &changed->tuple; }
inline ReorderBufferTupleBuf *to_changed(HeapTuple tuple) {
	if (tuple == nullptr)
		return nullptr;
	auto *const changed = static_cast<ReorderBufferTupleBuf *>(palloc0(sizeof(ReorderBufferTupleBuf)));
	changed->tuple = *tuple;
	return changed;
}
#endif

// Whether a membership is nothing but the right to administer the role. Since 16, where whoever creates a role gets
// that.
inline bool only_administers([[maybe_unused]] Form_pg_auth_members membership) {
#if PG_VERSION_NUM >= 160000
	return membership->admin_option && !membership->inherit_option && !membership->set_option;
#else
	return false;
#endif
}

// Lets a background worker connect as a role without LOGIN. Since 17; 0 is no flag.
#if PG_VERSION_NUM >= 170000
inline constexpr std::uint32_t bypass_login_check = BGWORKER_BYPASS_ROLELOGINCHECK;
#else
inline constexpr std::uint32_t bypass_login_check = 0;
#endif

// Has CREATE DATABASE with the strategy file_copy share the blocks of the files, where the file system can. Since 18.
#if PG_VERSION_NUM >= 180000
inline constexpr char const *share_copied_blocks = "SET file_copy_method = clone";
#else
inline constexpr char const *share_copied_blocks = nullptr;
#endif

inline List *qualified_name_list(char const *name) {
#if PG_VERSION_NUM >= 160000
	return stringToQualifiedNameList(name, nullptr);
#else
	return stringToQualifiedNameList(name);
#endif
}

inline bool owns_relation(Oid relation, Oid role) {
#if PG_VERSION_NUM >= 160000
	return object_ownercheck(RelationRelationId, relation, role);
#else
	return pg_class_ownercheck(relation, role);
#endif
}

} // namespace confiture::pg
