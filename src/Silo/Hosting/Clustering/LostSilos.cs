using System.Runtime.CompilerServices;
using MeetingIntel.Api.Live;
using Orleans.Messaging;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Watches, for the front-end, which silos there are. When one is lost, sessions that lived there have forgotten who watches them, and calls that were on
/// their way to it get no answer before they time out: both are put right at once.
/// </summary>
/// <param name="feeds">What the front-end watches.</param>
/// <param name="answers">What is waited for.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where losses are told.</param>
/// <param name="members">Who is in the cluster, where this process is a member.</param>
/// <param name="gateways">Which silos there are, where this process is their client.</param>
internal sealed partial class LostSilos(
    ILiveFeeds feeds, AwaitedAnswers answers, TimeProvider time, ILogger<LostSilos> logger, IClusterMembershipService? members = null, IGatewayListProvider? gateways = null)
    : BackgroundService
{
    /// <summary>How often a client of the cluster looks which silos there are.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private bool _blind;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HashSet<string> known = [];
        await foreach (var silos in members is null ? AskAsync(stoppingToken) : HearAsync(members, stoppingToken))
        {
            known.ExceptWith(silos);
            if (known.Count > 0)
            {
                Tell(string.Join(", ", known), silos.Count);
                // In this order: what is asked from now on does not end with what was asked before.
                answers.NoteLoss();
                feeds.Renew();
            }

            known = silos;
        }
    }

    private void Tell(string lost, int left)
    {
        if (left > 0)
        {
            LogLost(lost, left);
        }
        else
        {
            LogNoneLeft(lost);
        }
    }

    private static async IAsyncEnumerable<HashSet<string>> HearAsync(IClusterMembershipService members, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in members.MembershipUpdates.WithCancellation(cancellationToken))
        {
            yield return [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress.ToString())];
        }
    }

    private async IAsyncEnumerable<HashSet<string>> AskAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Period, time, cancellationToken);
            if (await TryAskAsync() is { } silos)
            {
                yield return silos;
            }
        }
    }

    private async Task<HashSet<string>?> TryAskAsync()
    {
        try
        {
            HashSet<string> silos = [.. (await gateways!.GetGateways()).Select(gateway => gateway.ToString())];
            _blind = false;
            return silos;
        }
        catch (Exception failure)
        {
            if (!_blind)
            {
                LogBlind(failure);
                _blind = true;
            }

            return null;
        }
    }

    // A client of the cluster can't tell a silo that was stopped from one that died; whoever stopped it has no use for a warning.
    [LoggerMessage(
        LogLevel.Information,
        "Lost: {Silos}, stopped or dead; {Left} silos are left, and its sessions are watched anew where they live now. Nothing has to be done for them. If nobody stopped it, see that it is started again.")]
    private partial void LogLost(string silos, int left);

    [LoggerMessage(LogLevel.Warning, "Lost: {Silos}; no silo is left. Start one: nothing can be said or heard until then.")]
    private partial void LogNoneLeft(string silos);

    [LoggerMessage(LogLevel.Warning, "Which silos there are can't be read now; going on with those known. Check the place of membership (PostgreSQL or Redis).")]
    private partial void LogBlind(Exception failure);
}
