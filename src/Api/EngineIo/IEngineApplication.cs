namespace MeetingIntel.Api.EngineIo;

/// <summary>What talks over Engine.IO.</summary>
internal interface IEngineApplication
{
    /// <summary>Talks with one client; when it returns, the connection ends.</summary>
    /// <param name="connection">The way to it.</param>
    Task RunAsync(EngineConnection connection);
}
