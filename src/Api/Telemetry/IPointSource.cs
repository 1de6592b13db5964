using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>The points of a request's body, in whichever format, a stretch at a time.</summary>
internal interface IPointSource : IDisposable
{
    /// <summary>Reads the next points.</summary>
    /// <param name="batch">Takes them.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="ProblemException">A point, or the format, is not as it should be.</exception>
    ValueTask<bool> ReadAsync(TelemetryBatch batch, int max, CancellationToken cancellationToken);
}
