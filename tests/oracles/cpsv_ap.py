"""Reads JSON-LD from standard input as RDF and holds it against the shapes of cpsv-ap.ttl. Prints the number of public
services, and then what is wrong, if anything."""

import sys
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, Graph, URIRef

given = sys.stdin.read()
graph = Graph().parse(data=given, format="json-ld")
shapes = Graph().parse(Path(__file__).parent / "cpsv-ap.ttl", format="turtle")
print(len(set(graph.subjects(RDF.type, URIRef("http://purl.org/vocab/cpsv#PublicService")))))
conforms, _, report = validate(graph, shacl_graph=shapes)
if not conforms:
    print(report)
