using System.Globalization;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>Tells clients how much they may still ask, so that good ones never hear that it was too much. The names are those of Convers.me, whose clients read them.</summary>
internal static class RateLimitHeaders
{
    /// <summary>How many requests may come at once.</summary>
    public const string Limit = "X-RateLimit-Limit";

    /// <summary>How many of those are left.</summary>
    public const string Remaining = "X-RateLimit-Remaining";

    /// <summary>When all of them are there again, if none comes: seconds since 1970.</summary>
    public const string Reset = "X-RateLimit-Reset";

    /// <summary>Puts them on the answer. Whoever is counted twice, as an address and as somebody, is told of the second.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">See <see cref="Limit"/>.</param>
    /// <param name="remaining">See <see cref="Remaining"/>.</param>
    /// <param name="reset">See <see cref="Reset"/>.</param>
    public static void Tell(HttpContext context, long limit, long remaining, DateTimeOffset reset)
    {
        // A socket has its answer already.
        if (context.Response.HasStarted)
        {
            return;
        }

        if (context.Features.Get<Told>() is not { } told)
        {
            context.Features.Set(told = new Told(context.Response.Headers));
            // At the last moment: whoever handles an exception clears what was set before.
            context.Response.OnStarting(Set, told);
        }

        (told.Limit, told.Remaining, told.Reset) = (limit, remaining, reset.AddSeconds(1).AddTicks(-1).ToUnixTimeSeconds());
    }

    private static Task Set(object state)
    {
        var told = (Told)state;
        told.Headers[Limit] = told.Limit.ToString(CultureInfo.InvariantCulture);
        told.Headers[Remaining] = told.Remaining.ToString(CultureInfo.InvariantCulture);
        told.Headers[Reset] = told.Reset.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    private sealed class Told(IHeaderDictionary headers)
    {
        public IHeaderDictionary Headers { get; } = headers;

        public long Limit { get; set; }

        public long Remaining { get; set; }

        public long Reset { get; set; }
    }
}
