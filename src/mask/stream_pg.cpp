// The output plugin confiture_decode: the server's own pgoutput, handed masked rows. The protocol, publications, column
// lists, transactions in progress and two-phase commit are pgoutput's; only the rows of changes are ours.
//
// What isn't sent: logical messages, whose contents no label covers.
#include "mask/quote.hpp"
#include "mask/related_pg.hpp"
#include "mask/stream_row_pg.hpp"
#include "mask/stream_rules_pg.hpp"
#include "mask/walsender_pg.hpp"

namespace confiture::mask {

namespace {

OutputPluginCallbacks pgoutput;

// Changes when publications do.
std::uint64_t publication_generation = 1;
void on_publication(Datum, int, uint32) { ++publication_generation; }

// ---- Publications --------------------------------------------------------------------------------------------------

std::vector<std::string> publication_names(List const *options) {
	std::vector<std::string> names;
	for (int i = 0; i < list_length(options); ++i) {
		auto const *const option = list_nth_node(DefElem, options, i);
		if (std::strcmp(option->defname, "publication_names") != 0 || option->arg == nullptr)
			continue;
		List *const list = pg::call([&] {
			List *parsed = NIL;
			SplitIdentifierString(pstrdup(strVal(option->arg)), ',', &parsed);
			return parsed;
		});
		for (int j = 0; j < list_length(list); ++j)
			names.emplace_back(static_cast<char const *>(list_nth(list, j)));
	}
	return names;
}

// Columns that a row filter reads, by the numbers of the relation that it is written for; null: no filter.
Bitmapset *filter_columns(Oid relation, Oid publication) {
	return pg::call([&]() -> Bitmapset * {
		HeapTuple const tuple =
			SearchSysCache2(PUBLICATIONRELMAP, ObjectIdGetDatum(relation), ObjectIdGetDatum(publication));
		if (!HeapTupleIsValid(tuple))
			return nullptr;
		bool no_filter = false;
		Datum const filter = SysCacheGetAttr(PUBLICATIONRELMAP, tuple, Anum_pg_publication_rel_prqual, &no_filter);
		Bitmapset *columns = nullptr;
		if (!no_filter)
			pull_varattnos(static_cast<Node *>(stringToNode(TextDatumGetCString(filter))), 1, &columns);
		ReleaseSysCache(tuple);
		return columns;
	});
}

bool publishes(Publication const *publication, Oid relation) {
	return publication->alltables || pg::call([&] {
			   return list_member_oid(GetRelationPublications(relation), publication->oid) ||
					  list_member_oid(GetSchemaPublications(get_rel_namespace(relation)), publication->oid);
		   });
}

// ---- The stream ----------------------------------------------------------------------------------------------------

class Stream {
public:
	Stream(MemoryContext parent, List const *options)
		: parent_{parent}, publications_{publication_names(options)}, rules_{parent}, change_context_{pg::call([&] {
			  return AllocSetContextCreate(parent, "change of confiture_decode", ALLOCSET_DEFAULT_SIZES);
		  })} {}

	// Before a transaction, or a part of one.
	void refresh() {
		if (rules_.refresh())
			forget_tables();
	}

	// Hands a masked change to "send".
	template <typename Send>
	void change(Relation relation, ReorderBufferChange const &change, Send &&send);

private:
	struct Table {
		bool published;
		bool empty;                     // by its label
		std::unique_ptr<StreamRow> row; // null: no column is masked
		std::optional<Error> problem;
	};

	void forget_tables();
	Table &table(Relation relation);
	Table make_table(Relation relation);
	[[nodiscard]] bool is_published(Relation relation, StreamRow const *row) const;
	void check_filters(Publication const *publication, Relation relation, Oid published, StreamRow const &row) const;

	MemoryContext const parent_;
	std::vector<std::string> const publications_;
	CurrentRules rules_;
	MemoryContext const change_context_;
	MemoryContext tables_context_ = nullptr;
	std::unordered_map<Oid, Table> tables_;
	std::uint64_t generation_ = 0; // that the tables are of
};

Stream *stream = nullptr;

// Whatever the catalogs say of a table, of rules of the past and of publications.
std::uint64_t relation_generation = 1;
void on_relation(Datum, Oid) { ++relation_generation; }
std::uint64_t generation() { return relation_generation + publication_generation + rule_generation(); }

void Stream::forget_tables() {
	tables_.clear();
	pg::call([&] {
		if (tables_context_ != nullptr)
			MemoryContextDelete(tables_context_);
		tables_context_ = nullptr;
		tables_context_ = AllocSetContextCreate(parent_, "tables of confiture_decode", ALLOCSET_DEFAULT_SIZES);
	});
}

Stream::Table &Stream::table(Relation relation) {
	for (int tries = 0;; ++tries) {
		if (generation_ != generation()) {
			generation_ = generation();
			forget_tables();
		}
		auto found = tables_.find(RelationGetRelid(relation));
		if (found == tables_.end())
			found = tables_.emplace(RelationGetRelid(relation), make_table(relation)).first;
		// making it reads catalogs, which may bring news
		if (generation_ == generation() || tries == 8)
			return found->second;
	}
}

Stream::Table Stream::make_table(Relation relation) {
	Oid const oid = RelationGetRelid(relation);
	StreamRules const *const now = rules_.find(oid);
	Table result{true, false, nullptr, {}};
	try {
		MemoryContext const outer = MemoryContextSwitchTo(tables_context_);
		std::optional<StreamRules> then;
		if (auto const rules = rules_of(oid))
			then = stream_rules(relation, *rules);
		MemoryContextSwitchTo(outer);
		if (now == nullptr && !then)
			return result;
		if (now != nullptr && now->problem)
			throw *now->problem;

		std::vector<StreamColumn> columns;
		if (now != nullptr)
			columns = now->columns;
		if (then)
			for (StreamColumn &column : then->columns)
				if (std::ranges::find(columns, column.attribute, &StreamColumn::attribute) == columns.end())
					columns.push_back(std::move(column));
		// dropped since, or not there yet
		std::erase_if(columns, [&](StreamColumn const &column) {
			return column.attribute > RelationGetNumberOfAttributes(relation) ||
				   TupleDescAttr(RelationGetDescr(relation), column.attribute - 1)->attisdropped;
		});
		auto const &label = now != nullptr && now->table ? now->table : then ? then->table : std::nullopt;
		result.empty = label && label->kind == TableRule::empty;
		if (label && label->kind != TableRule::empty && label->kind != TableRule::keep)
			throw Error(sqlstate::feature_not_supported,
						"cannot mask table " + in_quotes(RelationGetRelationName(relation)) + " in a stream of changes",
						"Its label says which of its rows may be read: " + to_string(*label) + ".",
						"Leave it out of the publication, or use a row filter instead of the label.");
		auto row = std::make_unique<StreamRow>(tables_context_, relation, std::move(columns));
		result.published = is_published(relation, row.get());
		if (!row->changes_nothing())
			result.row = std::move(row);
	} catch (Error const &error) {
		result.published = is_published(relation, nullptr);
		result.problem = error;
	}
	return result;
}

// Whether pgoutput may send the table's changes; it decides itself. Row filters that read labelled columns would let
// masked values choose, so they are refused.
bool Stream::is_published(Relation relation, StreamRow const *row) const {
	std::vector<Oid> ways{RelationGetRelid(relation)};
	if (relation->rd_rel->relispartition) {
		List const *const ancestors = pg::call([&] { return get_partition_ancestors(ways.front()); });
		for (int i = 0; i < list_length(ancestors); ++i)
			ways.push_back(list_nth_oid(ancestors, i));
	}
	bool published = false;
	for (std::string const &name : publications_) {
		Publication const *const publication = pg::call([&] { return GetPublicationByName(name.c_str(), true); });
		if (publication == nullptr)
			continue;
		for (Oid const way : ways) {
			if (!publishes(publication, way))
				continue;
			published = true;
			if (row != nullptr)
				check_filters(publication, relation, way, *row);
		}
	}
	return published;
}

void Stream::check_filters(Publication const *publication, Relation relation, Oid published,
						   StreamRow const &row) const {
	Bitmapset *const columns = filter_columns(published, publication->oid);
	for (int member = -1; (member = bms_next_member(columns, member)) >= 0;) {
		auto attribute = static_cast<AttrNumber>(member + FirstLowInvalidHeapAttributeNumber);
		std::string const name = column_info(published, attribute).name;
		if (published != RelationGetRelid(relation))
			attribute = attribute_of(RelationGetRelid(relation), name);
		if (row.is_masked(attribute))
			throw Error(sqlstate::feature_not_supported,
						"cannot mask column " + in_quotes(name) + " of table " +
							in_quotes(RelationGetRelationName(relation)) + ", by which rows are filtered",
						"The row filter of publication " + in_quotes(publication->name) + " reads it.",
						"Filter by columns that are not masked.");
	}
}

HeapTuple row_of_nulls(Relation relation) {
	return pg::call([&] {
		TupleDesc const columns = RelationGetDescr(relation);
		auto const count = static_cast<Size>(columns->natts + 1);
		auto *const nulls = static_cast<bool *>(palloc(count));
		std::fill_n(nulls, count, true);
		return heap_form_tuple(columns, static_cast<Datum *>(palloc0(sizeof(Datum) * count)), nulls);
	});
}

template <typename Send>
void Stream::change(Relation relation, ReorderBufferChange const &change, Send &&send) {
	Table &known = table(relation);
	ReorderBufferChange masked = change;
	if (!known.row && !known.problem && known.published && !known.empty)
		return send(masked);
	if (known.problem && known.published)
		throw *known.problem;
	MemoryContext const outer = MemoryContextSwitchTo(change_context_);
	HeapTuple const before = pg::tuple_of(change.data.tp.oldtuple);
	HeapTuple const after = pg::tuple_of(change.data.tp.newtuple);
	HeapTuple masked_before = nullptr;
	HeapTuple masked_after = nullptr;
	if (known.empty && known.published) {
		MemoryContextSwitchTo(outer);
		return;
	}
	if (!known.published) { // pgoutput drops it; if it knows better than we do, it gets nothing
		masked_before = before == nullptr ? nullptr : row_of_nulls(relation);
		masked_after = after == nullptr ? nullptr : row_of_nulls(relation);
	} else {
		if (change.action != REORDER_BUFFER_CHANGE_INSERT)
			known.row->check_identity();
		bool const whole = relation->rd_rel->relreplident == REPLICA_IDENTITY_FULL;
		if (before != nullptr)
			masked_before = known.row->mask_identity(before);
		if (after != nullptr)
			masked_after = known.row->mask(after, whole ? before : nullptr);
	}
	pg::call([&] {
		masked.data.tp.oldtuple = pg::to_changed(masked_before);
		masked.data.tp.newtuple = pg::to_changed(masked_after);
	});
	MemoryContextSwitchTo(outer);
	send(masked);
	MemoryContextReset(change_context_);
}

// ---- Callbacks -----------------------------------------------------------------------------------------------------

void start(LogicalDecodingContext *context, OutputPluginOptions *options, bool is_creation) {
	pg::enter([&] {
		if (!is_creation && am_walsender && !is_masked_walsender())
			throw Error(
				sqlstate::insufficient_privilege, "output plugin \"confiture_decode\" is for masked roles",
				"A subscription copies tables over the same connection: of another role it would copy raw rows.",
				"Label the role that connects as masked, and have confiture in shared_preload_libraries.");
		delete std::exchange(stream, nullptr);
		stream = new Stream{context->context, is_creation ? NIL : context->output_plugin_options};
		pg::call([&] { pgoutput.startup_cb(context, options, is_creation); });
	});
}

void stop(LogicalDecodingContext *context) {
	pg::enter([&] {
		delete std::exchange(stream, nullptr); // its memory is the context's
		pg::call([&] { pgoutput.shutdown_cb(context); });
	});
}

template <LogicalDecodeBeginCB OutputPluginCallbacks::*callback>
void begin(LogicalDecodingContext *context, ReorderBufferTXN *transaction) {
	pg::enter([&] {
		stream->refresh();
		pg::call([&] { (pgoutput.*callback)(context, transaction); });
	});
}

template <LogicalDecodeChangeCB OutputPluginCallbacks::*callback>
void change(LogicalDecodingContext *context, ReorderBufferTXN *transaction, Relation relation,
			ReorderBufferChange *change) {
	pg::enter([&] {
		stream->change(relation, *change, [&](ReorderBufferChange &masked) {
			pg::call([&] { (pgoutput.*callback)(context, transaction, relation, &masked); });
		});
	});
}

void watch_catalogs() {
	static bool watches = false;
	if (std::exchange(watches, true))
		return;
	pg::call([] {
		CacheRegisterRelcacheCallback(on_relation, 0);
		CacheRegisterSyscacheCallback(PUBLICATIONOID, on_publication, 0);
		CacheRegisterSyscacheCallback(PUBLICATIONRELMAP, on_publication, 0);
		CacheRegisterSyscacheCallback(PUBLICATIONNAMESPACEMAP, on_publication, 0);
	});
}

} // namespace

} // namespace confiture::mask

extern "C" {
PGDLLEXPORT void confiture_output_plugin_init(OutputPluginCallbacks *callbacks);

// What the library confiture_decode calls, whether it was found by that name or as "pgoutput".
void confiture_output_plugin_init(OutputPluginCallbacks *callbacks) {
	using namespace confiture;
	using namespace confiture::mask;
	pg::enter([&] {
		watch_catalogs();
		pg::call([] {
			auto const init = reinterpret_cast<LogicalOutputPluginInit>(
				load_external_function("$libdir/pgoutput", "_PG_output_plugin_init", true, nullptr));
			pgoutput = {};
			init(&pgoutput);
		});
		*callbacks = pgoutput;
		callbacks->startup_cb = start;
		callbacks->shutdown_cb = stop;
		callbacks->begin_cb = begin<&OutputPluginCallbacks::begin_cb>;
		callbacks->begin_prepare_cb = begin<&OutputPluginCallbacks::begin_prepare_cb>;
		callbacks->stream_start_cb = begin<&OutputPluginCallbacks::stream_start_cb>;
		callbacks->change_cb = change<&OutputPluginCallbacks::change_cb>;
		callbacks->stream_change_cb = change<&OutputPluginCallbacks::stream_change_cb>;
		callbacks->message_cb = nullptr;
		callbacks->stream_message_cb = nullptr;
		if (MyReplicationSlot != nullptr)
			plugin_masks(MyReplicationSlot->data.plugin);
	});
}
}
