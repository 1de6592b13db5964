using MeetingIntel.Storage;

namespace MeetingIntel.Bench.Search;

/// <summary>The migration's own statement, so that what is measured is what is there.</summary>
internal static class FillStatement
{
    /// <summary>Reads it from the product.</summary>
    public static string Read()
    {
        var storage = typeof(StorageServices).Assembly;
        var name = storage.GetManifestResourceNames().Single(name => name.EndsWith("_search.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(storage.GetManifestResourceStream(name)!);
        var sql = reader.ReadToEnd();
        var from = sql.IndexOf("INSERT INTO search_entries", StringComparison.Ordinal);
        return sql[from..(sql.IndexOf(';', from) + 1)];
    }
}
