namespace MeetingIntel.Api.Timeline;

/// <summary>A whole list, for clients that know nothing of pages: however long, it is read and sent page by page.</summary>
internal static class AllPages
{
    /// <summary>Reads it.</summary>
    /// <typeparam name="TPage">A page.</typeparam>
    /// <typeparam name="T">What is on it.</typeparam>
    /// <param name="readAsync">Reads the page that a cursor leads to; <see langword="null"/>: the first.</param>
    /// <param name="take">What is on a page, and the cursor of the next one.</param>
    public static async IAsyncEnumerable<T> ReadAsync<TPage, T>(Func<string?, Task<GrainResult<TPage>>> readAsync, Func<TPage, (IReadOnlyList<T> Items, string? Next)> take)
        where TPage : class
    {
        string? cursor = null;
        do
        {
            var page = await readAsync(cursor);
            (var items, cursor) = take(page.Succeeded ? page.Value : throw new InvalidOperationException(page.Error.Message));
            foreach (var item in items)
            {
                yield return item;
            }
        }
        while (cursor is not null);
    }
}
