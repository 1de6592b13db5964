namespace MeetingIntel.Grains.Placement;

/// <summary>
/// On which silo a grain comes to life: pure. Loads are a second or two old, so the least loaded silo is nobody's choice: everybody would choose it until
/// the next report. Of two silos at random the less loaded one spreads as evenly, and one that has just joined gets twice its share at most while the
/// others have room. <c>bench/Placement</c> shows what else could be done, and what would come of it.
/// </summary>
internal static class PlacementRules
{
    // Most silos are fit nearly always; when so many in a row were not, all are looked at.
    private const int Draws = 8;

    /// <summary>Idle silos differ by chance: below this share of the cores a difference says little.</summary>
    private const double IdleCpu = 0.05;

    /// <summary>
    /// Beside its session a transcription's words and signals need no network: that is worth so much of a silo's load, and no more, or the meetings of one silo
    /// would pile up with all that they have.
    /// </summary>
    private const double WorthOfNear = 0.1;

    private enum Fit
    {
        Taking,
        Room,
        RoomToSpare,
        Unknown,
    }

    /// <summary>Where a transcription goes.</summary>
    /// <param name="silos">The silos that may take it.</param>
    /// <param name="near">Where among them its session lives; -1: nowhere among them.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Its index. Never that of a silo without room while another one is known to have room.</returns>
    public static int ForChannel<TSilos>(TSilos silos, int near, Random random)
        where TSilos : ISilos
    {
        foreach (var fit in (ReadOnlySpan<Fit>)[Fit.RoomToSpare, Fit.Room])
        {
            if (Two(silos, fit, random) is (>= 0 and var first, var second))
            {
                var chosen = silos.At(second).Busy < silos.At(first).Busy ? second : first;
                return near >= 0 && Fits(silos.At(near), fit) && silos.At(near).Busy <= silos.At(chosen).Busy + WorthOfNear ? near : chosen;
            }
        }

        var unknown = near >= 0 && !silos.At(near).Known ? near : Draw(silos, Fit.Unknown, except: -1, random);
        return unknown >= 0 ? unknown : MostRoom(silos);
    }

    /// <summary>Where a session goes: by how many there are and by how much they do, since a new one has not shown yet how much it will do.</summary>
    /// <param name="silos">The silos that may take it.</param>
    /// <param name="random">Chance.</param>
    /// <returns>Its index. Never that of a silo that is about to leave or has not reported while there is another one.</returns>
    public static int ForSession<TSilos>(TSilos silos, Random random)
        where TSilos : ISilos
    {
        var (first, second) = Two(silos, Fit.Taking, random);
        if (first < 0)
        {
            return random.Next(silos.Count);
        }

        var (one, other) = (silos.At(first), silos.At(second));
        return Share(other.Sessions, one.Sessions) + Share(other.Cpu + IdleCpu, one.Cpu + IdleCpu) < 1 ? second : first;
    }

    /// <summary>What one of two has of both; half when neither has any.</summary>
    private static double Share(double one, double other) => one + other > 0 ? one / (one + other) : 0.5;

    /// <summary>Two silos that fit, at random; the same one twice when there is no other, -1 when there is none.</summary>
    private static (int First, int Second) Two<TSilos>(TSilos silos, Fit fit, Random random)
        where TSilos : ISilos
    {
        var first = Draw(silos, fit, except: -1, random);
        var second = first < 0 ? -1 : Draw(silos, fit, except: first, random);
        return (first, second < 0 ? first : second);
    }

    private static int Draw<TSilos>(TSilos silos, Fit fit, int except, Random random)
        where TSilos : ISilos
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = random.Next(silos.Count);
            if (drawn != except && Fits(silos.At(drawn), fit))
            {
                return drawn;
            }
        }

        var found = -1;
        for (int index = 0, fitting = 0; index < silos.Count; index++)
        {
            if (index != except && Fits(silos.At(index), fit) && random.Next(++fitting) == 0)
            {
                found = index;
            }
        }

        return found;
    }

    private static bool Fits(in SiloState silo, Fit fit) => fit switch
    {
        Fit.Taking => silo.Takes,
        Fit.Room => silo.HasRoom,
        Fit.RoomToSpare => silo.HasRoomToSpare,
        Fit.Unknown => !silo.Known,
        _ => throw new ArgumentOutOfRangeException(nameof(fit)),
    };

    private static int MostRoom<TSilos>(TSilos silos)
        where TSilos : ISilos
    {
        var most = 0;
        for (var index = 1; index < silos.Count; index++)
        {
            // One that takes nothing may be empty while all others have more than they should.
            var (one, best) = (silos.At(index), silos.At(most));
            if (one.Takes == best.Takes ? one.Room > best.Room : one.Takes)
            {
                most = index;
            }
        }

        return most;
    }
}
