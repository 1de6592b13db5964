namespace MeetingIntel.Api.Timeline;

/// <summary>A whole list, for clients that know nothing of pages: however long, it is read and sent page by page.</summary>
internal static class AllPages
{
    /// <summary>Reads it.</summary>
    /// <typeparam name="TPage">A page.</typeparam>
    /// <typeparam name="T">What is on it.</typeparam>
    /// <param name="readAsync">Reads the page that a cursor leads to; <see langword="null"/>: the first.</param>
    /// <param name="take">What is on a page, and the cursor of the next one.</param>
    public static IAsyncEnumerable<T> ReadAsync<TPage, T>(Func<string?, Task<GrainResult<TPage>>> readAsync, Func<TPage, (IReadOnlyList<T> Items, string? Next)> take)
        where TPage : class =>
        ReadAsync(default(string), async cursor =>
        {
            var page = await readAsync(cursor);
            var (items, next) = take(page.Succeeded ? page.Value : throw new InvalidOperationException(page.Error.Message));
            return (items, next, next is not null);
        });

    /// <summary>Reads it.</summary>
    /// <typeparam name="TCursor">What leads to a page.</typeparam>
    /// <typeparam name="T">What is on it.</typeparam>
    /// <param name="cursor">Leads to the first page.</param>
    /// <param name="readAsync">Reads a page; says what leads to the next one, and whether there may be one.</param>
    public static async IAsyncEnumerable<T> ReadAsync<TCursor, T>(TCursor cursor, Func<TCursor, Task<(IReadOnlyList<T> Items, TCursor Next, bool GoesOn)>> readAsync)
    {
        for (var goesOn = true; goesOn;)
        {
            (var items, cursor, goesOn) = await readAsync(cursor);
            foreach (var item in items)
            {
                yield return item;
            }
        }
    }
}
