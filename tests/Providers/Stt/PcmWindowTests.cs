using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Providers.Tests.Stt;

public sealed class PcmWindowTests
{
    [Fact]
    public void Window_AnyAppendsAndDiscards_HoldsWhatAListHolds() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(PositiveInt Append, NonNegativeInt Discard)[]>(),
            steps =>
            {
                using var window = new PcmWindow();
                var all = new List<short>();
                foreach (var (append, discard) in steps)
                {
                    // Steps far larger than the smallest ring, so that it grows, wraps and shrinks.
                    var samples = Enumerable.Range(all.Count, append.Get * 211).Select(i => (short)i).ToArray();
                    window.Append(samples);
                    all.AddRange(samples);
                    window.DiscardBefore(Math.Min(window.End, window.Start + (discard.Get * 307)));
                    var held = new short[window.End - window.Start];
                    window.CopyTo(window.Start, held);
                    if (window.End != all.Count || !held.AsSpan().SequenceEqual(all.Skip((int)window.Start).ToArray()))
                    {
                        return false;
                    }
                }

                return true;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void CopyTo_WhatIsNotHeld_Throws()
    {
        using var window = new PcmWindow();
        window.Append(new short[100]);
        window.DiscardBefore(50);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.CopyTo(49, new short[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.CopyTo(99, new short[2]));
    }
}
