namespace MeetingIntel.Api.EngineIo;

/// <summary>What is known of a client by its request, kept when the request is over: who it says it is comes later, maybe with another request.</summary>
internal static class RequestCopy
{
    /// <summary>Copies what says who somebody is and where they come from.</summary>
    /// <param name="context">The request.</param>
    public static HttpContext Of(HttpContext context)
    {
        var copy = new DefaultHttpContext { TraceIdentifier = context.TraceIdentifier };
        copy.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress;
        copy.Request.Method = context.Request.Method;
        copy.Request.Scheme = context.Request.Scheme;
        copy.Request.Host = context.Request.Host;
        copy.Request.Path = context.Request.Path;
        copy.Request.QueryString = context.Request.QueryString;
        foreach (var (name, value) in context.Request.Headers)
        {
            copy.Request.Headers[name] = value;
        }

        copy.SetEndpoint(context.GetEndpoint());
        return copy;
    }
}
