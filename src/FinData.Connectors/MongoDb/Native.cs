using System.Runtime.InteropServices;

namespace FinData.Connectors.MongoDb;

/// <summary>The functions of MongoDB's C driver that are used here (libmongoc and libbson 1.23 or newer).</summary>
/// <remarks>
/// A <c>bson_t</c> is an opaque block of 128 bytes, aligned to 128. Input is read during a call only; a reply is always
/// made by the library and always has to be destroyed. All of a client is one thread's at a time.
/// </remarks>
internal static unsafe partial class Native
{
    /// <summary>Bytes of a <c>bson_t</c>, and its alignment.</summary>
    public const int BsonBytes = 128;

    /// <summary>Bytes of a <c>bson_error_t</c>: domain, code, and the message from the ninth byte on.</summary>
    public const int ErrorBytes = 512;

    private const string Mongo = "libmongoc-1.0.so.0", Bson = "libbson-1.0.so.0";

    [LibraryImport(Mongo)]
    public static partial void mongoc_init();

    [LibraryImport(Mongo)]
    public static partial void mongoc_log_set_handler(nint handler, nint data);

    [LibraryImport(Mongo, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mongoc_uri_new_with_error(string uri, void* error);

    [LibraryImport(Mongo)]
    public static partial void mongoc_uri_destroy(nint uri);

    [LibraryImport(Mongo)]
    public static partial nint mongoc_client_pool_new_with_error(nint uri, void* error);

    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_client_pool_set_error_api(nint pool, int version);

    [LibraryImport(Mongo)]
    public static partial nint mongoc_client_pool_pop(MongoPool pool);

    [LibraryImport(Mongo)]
    public static partial void mongoc_client_pool_push(MongoPool pool, nint client);

    [LibraryImport(Mongo)]
    public static partial void mongoc_client_pool_destroy(nint pool);

    [LibraryImport(Mongo, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mongoc_client_get_collection(nint client, string database, string collection);

    [LibraryImport(Mongo)]
    public static partial void mongoc_collection_destroy(nint collection);

    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_collection_insert_many(nint collection, void** documents, nuint count,
        void* options, void* reply, void* error);

    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_collection_delete_many(nint collection, void* filter, void* options, void* reply,
        void* error);

    [LibraryImport(Mongo)]
    public static partial nint mongoc_collection_create_bulk_operation_with_opts(nint collection, void* options);

    /// <summary>Copies what it is given.</summary>
    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_bulk_operation_update_one_with_opts(nint bulk, void* filter, void* update,
        void* options, void* error);

    /// <summary>Gives 0 when it failed.</summary>
    [LibraryImport(Mongo)]
    public static partial uint mongoc_bulk_operation_execute(nint bulk, void* reply, void* error);

    [LibraryImport(Mongo)]
    public static partial void mongoc_bulk_operation_destroy(nint bulk);

    [LibraryImport(Mongo, StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_client_write_command_with_opts(nint client, string database, void* command,
        void* options, void* reply, void* error);

    [LibraryImport(Mongo)]
    public static partial nint mongoc_collection_find_with_opts(nint collection, void* filter, void* options,
        nint preferences);

    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_cursor_next(nint cursor, void** document);

    [LibraryImport(Mongo)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool mongoc_cursor_error(nint cursor, void* error);

    [LibraryImport(Mongo)]
    public static partial void mongoc_cursor_destroy(nint cursor);

    [LibraryImport(Bson)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool bson_init_static(void* document, byte* data, nuint length);

    [LibraryImport(Bson)]
    public static partial byte* bson_get_data(void* document);

    [LibraryImport(Bson)]
    public static partial nint bson_new();

    [LibraryImport(Bson, StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool bson_append_bool(nint document, string name, int nameLength,
        [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Bson)]
    public static partial void bson_destroy(void* document);
}
