using System.Globalization;

namespace MeetingIntel.Deploy.Tests;

/// <summary>What uploaded recordings take of a disk.</summary>
internal static class Recordings
{
    /// <summary>The largest that gets in, in MiB: what the ingress is told.</summary>
    public static int Largest { get; } = Mebibytes(Overlay.Of("production").OfKind("Ingress").Single().Map("metadata/annotations")["nginx.ingress.kubernetes.io/proxy-body-size"]);

    /// <summary>A size as Kubernetes, Compose and ingress controllers write it, in MiB.</summary>
    /// <param name="size">For example <c>9Gi</c>, <c>4g</c>, <c>512m</c>.</param>
    public static int Mebibytes(string size)
    {
        var unit = size.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var number = int.Parse(size[..^unit.Length], CultureInfo.InvariantCulture);
        return unit switch
        {
            "Gi" or "g" => number * 1024,
            "Mi" or "m" => number,
            _ => throw new FormatException($"'{size}' is not a size that these tests read."),
        };
    }
}
