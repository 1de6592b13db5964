using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Sessions;

public sealed class ExactlyOnceTests
{
    /// <summary>Whatever is sent again, late, by whoever is outdated: each stretch is on the timeline once, in order, without a hole.</summary>
    [Fact]
    public void CommitOutcome_RepeatedAndOutOfOrder_WritesEachStretchOnce()
    {
        var stretches = Gen.Choose(1, 20).SelectMany(count => Gen.Choose(0, count - 1).ArrayOf(count * 3).Select(order => (count, order)));

        Prop.ForAll(stretches.ToArbitrary(), run =>
        {
            var session = Given.WithMic();
            var written = new List<string>();
            foreach (var index in run.order.Concat(Enumerable.Range(0, run.count)))
            {
                var outcome = Given.Outcome(index * 100, (index + 1) * 100, close: false, Given.Segment($"part {index}"));
                var decision = SessionRules.CommitOutcome(session, outcome);
                if (decision.Error is null)
                {
                    written.AddRange(decision.Events.OfType<TranscriptSegmentAdded>().Select(added => added.Segment.Text));
                    session = Given.After(session, decision);
                }
            }

            return written.SequenceEqual(Enumerable.Range(0, run.count).Select(index => $"part {index}"))
                && session.Channels[0].AckedOffset == run.count * 100
                && session.LastSeq == 3 + run.count;
        }).QuickCheckThrowOnFailure();
    }
}
