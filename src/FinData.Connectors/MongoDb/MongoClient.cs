using System.Runtime.InteropServices;
using FinData.Engine.Journals;

namespace FinData.Connectors.MongoDb;

/// <summary>A connection taken from the pool, with what one call after the other needs; one thread.</summary>
internal sealed unsafe class MongoClient : IDisposable
{
    private readonly MongoPool pool;
    private readonly JournalAddress address;
    private readonly nint client;
    private readonly byte* error, reply;
    private bool isDisposed;

    public MongoClient(MongoPool pool, JournalAddress address)
    {
        (this.pool, this.address) = (pool, address);
        client = Native.mongoc_client_pool_pop(pool);
        error = (byte*)NativeMemory.AllocZeroed(Native.ErrorBytes);
        reply = (byte*)NativeMemory.AlignedAlloc(Native.BsonBytes, Native.BsonBytes);
    }

    /// <summary>Gets a document, valid during the call; false stops the reading.</summary>
    public delegate bool Visitor(BsonDocument document);

    private delegate bool Writer(nint collection, void* options);

    /// <summary>
    /// Inserts documents in order, up to the first whose id, or other unique value, is there already: then it gives
    /// false.
    /// </summary>
    public bool TryInsert(string collection, BsonWriter documents)
    {
        using var blocks = new Blocks(documents);
        return In(collection, ordered: true, (at, options) =>
        {
            var isDone = Native.mongoc_collection_insert_many(at, blocks.Pointers, (nuint)documents.Count, options,
                reply, error);
            Native.bson_destroy(reply);
            return isDone || (MongoError.CodeOf(error) == MongoError.DuplicateKey ? false : throw Error());
        });
    }

    /// <summary>Inserts documents, in any order, but for those whose ids are there already.</summary>
    public void InsertMissing(string collection, BsonWriter documents)
    {
        using var blocks = new Blocks(documents);
        In(collection, ordered: false, (at, options) => RequireAllThere(Native.mongoc_collection_insert_many(at,
            blocks.Pointers, (nuint)documents.Count, options, reply, error)));
    }

    /// <summary>
    /// Updates or inserts by pairs of filter and update, in any order, but for ids that are there and not found.
    /// </summary>
    public void Upsert(string collection, BsonWriter pairs)
    {
        using var blocks = new Blocks(pairs);
        using var settings = new BsonWriter();
        settings.Begin().Bool("upsert"u8, true).End();
        using var upsert = new Blocks(settings);
        In(collection, ordered: false, (at, options) =>
        {
            var bulk = Native.mongoc_collection_create_bulk_operation_with_opts(at, options);
            try
            {
                for (var i = 0; i < pairs.Count; i += 2)
                    Require(Native.mongoc_bulk_operation_update_one_with_opts(bulk, blocks.Pointers[i],
                        blocks.Pointers[i + 1], upsert.Pointers[0], error));
                return RequireAllThere(Native.mongoc_bulk_operation_execute(bulk, reply, error) != 0);
            }
            finally
            {
                Native.mongoc_bulk_operation_destroy(bulk);
            }
        });
    }

    /// <summary>Deletes all documents that a filter finds.</summary>
    public void Delete(string collection, BsonWriter filter)
    {
        using var block = new Blocks(filter);
        In(collection, at =>
        {
            var isDone = Native.mongoc_collection_delete_many(at, block.Pointers[0], null, reply, error);
            Native.bson_destroy(reply);
            return Require(isDone);
        });
    }

    /// <summary>Finds documents; the filter is the first one, the options the second.</summary>
    public void Find(string collection, BsonWriter filterAndOptions, Visitor visit)
    {
        using var blocks = new Blocks(filterAndOptions);
        In(collection, at =>
        {
            var cursor = Native.mongoc_collection_find_with_opts(at, blocks.Pointers[0], blocks.Pointers[1], 0);
            try
            {
                void* document;
                while (Native.mongoc_cursor_next(cursor, &document))
                {
                    var data = Native.bson_get_data(document);
                    if (!visit(new BsonDocument(new ReadOnlySpan<byte>(data, *(int*)data)))) return true;
                }
                return Require(!Native.mongoc_cursor_error(cursor, error));
            }
            finally
            {
                Native.mongoc_cursor_destroy(cursor);
            }
        });
    }

    /// <summary>Runs a command that writes; false when it gives the one error that is expected.</summary>
    public bool Run(BsonWriter command, int expected = 0)
    {
        using var block = new Blocks(command);
        var isDone = Native.mongoc_client_write_command_with_opts(client, address.Name, block.Pointers[0], null, reply,
            error);
        Native.bson_destroy(reply);
        return isDone || (MongoError.CodeOf(error) == expected ? false : throw Error());
    }

    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        Native.mongoc_client_pool_push(pool, client);
        NativeMemory.Free(error);
        NativeMemory.AlignedFree(reply);
    }

    private T In<T>(string collection, Func<nint, T> work)
    {
        var at = Native.mongoc_client_get_collection(client, address.Name, collection);
        try
        {
            return work(at);
        }
        finally
        {
            Native.mongoc_collection_destroy(at);
        }
    }

    // With options that the driver may add to.
    private bool In(string collection, bool ordered, Writer write) => In(collection, at =>
    {
        var options = Native.bson_new();
        try
        {
            if (!ordered) Native.bson_append_bool(options, "ordered", -1, false);
            return write(at, (void*)options);
        }
        finally
        {
            Native.bson_destroy((void*)options);
        }
    });

    // The error names one fault only; the reply has all.
    private bool RequireAllThere(bool isDone)
    {
        try
        {
            if (isDone) return true;
            var data = Native.bson_get_data(reply);
            var said = new BsonDocument(new ReadOnlySpan<byte>(data, *(int*)data));
            return said.AreAll("writeErrors"u8, "code"u8, MongoError.DuplicateKey)
                && !said.Has("writeConcernErrors"u8) ? true : throw Error();
        }
        finally
        {
            Native.bson_destroy(reply);
        }
    }

    private bool Require(bool isDone) => isDone ? true : throw Error();

    private JournalException Error() => MongoError.Of(error, address);

    /// <summary>The driver's heads of documents, in memory that does not move: it holds pointers into itself.</summary>
    private sealed class Blocks : IDisposable
    {
        private readonly byte* slab;

        public Blocks(BsonWriter documents)
        {
            var count = (nuint)documents.Count;
            slab = (byte*)NativeMemory.AlignedAlloc(count * Native.BsonBytes, Native.BsonBytes);
            Pointers = (void**)NativeMemory.Alloc(count, (nuint)sizeof(void*));
            for (var i = 0; i < documents.Count; i++)
            {
                Pointers[i] = slab + i * Native.BsonBytes;
                // The writer's bytes are outside the collector's reach and stay until it is written to again.
                fixed (byte* data = documents.At(i))
                    if (!Native.bson_init_static(Pointers[i], data, (nuint)documents.At(i).Length))
                        throw new InvalidOperationException($"Document {i} was not ended.");
            }
        }

        public void** Pointers { get; }

        public void Dispose()
        {
            NativeMemory.AlignedFree(slab);
            NativeMemory.Free(Pointers);
        }
    }
}
